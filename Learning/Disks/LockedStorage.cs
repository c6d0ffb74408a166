using RnnCluster.Shared;

namespace RnnCluster.Learning.Disks;

/// <summary>A storage in a folder that this process has locked: nothing is written without the lock.</summary>
/// <param name="inner">The storage.</param>
/// <param name="held">The lock of its folder.</param>
internal sealed class LockedStorage(IStorage inner, FolderLock held) : IStorage
{
    public string Locate(string name) => inner.Locate(name);

    public IReadOnlyList<string> List() => inner.List();

    public bool Exists(string name) => inner.Exists(name);

    public long? LengthOf(string name) => inner.LengthOf(name);

    public Stream OpenRead(string name) => inner.OpenRead(name);

    public Stream OpenAppend(string name)
    {
        held.EnsureHeld();
        return inner.OpenAppend(name);
    }

    public void Write(string name, Action<Stream> content)
    {
        held.EnsureHeld();
        inner.Write(name, content);
    }

    public void Delete(string name)
    {
        held.EnsureHeld();
        inner.Delete(name);
    }
}
