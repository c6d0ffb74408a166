using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>A storage with a folder that this process may not change, or not even look into.</summary>
/// <param name="inner">The storage.</param>
/// <param name="folder">The folder.</param>
/// <param name="isReadable">Whether it may be read.</param>
internal sealed class ProtectedStorage(IStorage inner, string folder, bool isReadable) : IStorage
{
    public string Locate(string name) => inner.Locate(name);

    public IReadOnlyList<string> List() => inner.List();

    public bool Exists(string name) => isReadable ? inner.Exists(name) : inner.Exists(Allowed(name, "read"));

    public long? LengthOf(string name) => inner.LengthOf(name);

    public Stream OpenRead(string name) => isReadable ? inner.OpenRead(name) : inner.OpenRead(Allowed(name, "read"));

    public Stream OpenAppend(string name) => inner.OpenAppend(Allowed(name, "written"));

    public void Write(string name, Action<Stream> content) => inner.Write(Allowed(name, "written"), content);

    public void Delete(string name)
    {
        // What is not there is not missed, as far as can be seen.
        if (!isReadable || inner.Exists(name))
        {
            inner.Delete(Allowed(name, "deleted"));
        }
    }

    private string Allowed(string name, string verb) => name.StartsWith(folder + "/", StringComparison.Ordinal)
        ? throw new InputException($"{Locate(name)}: cannot be {verb}: Access is denied.")
        : name;
}
