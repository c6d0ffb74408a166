using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Tests;

/// <summary>A run's output in a folder that goes with it. What telemetry does not need is not there.</summary>
internal sealed class OutputFolder : IStorage, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-telemetry-").FullName;

    /// <summary>Whether writes fail from now on, as on a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>How often something was written.</summary>
    public int Writes { get; private set; }

    /// <summary>The paths of its files, in ordinal order.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public string Locate(string name) => Path.Join(root, name);

    public IReadOnlyList<string> List() => throw new NotSupportedException();

    public bool Exists(string name) => File.Exists(Locate(name));

    public long? LengthOf(string name) => throw new NotSupportedException();

    public Stream OpenRead(string name) => File.OpenRead(Locate(name));

    public Stream OpenAppend(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Locate(name))!);
        return new Watched(this, Locate(name));
    }

    public void Write(string name, Action<Stream> content) => throw new NotSupportedException();

    public void Delete(string name) => throw new NotSupportedException();

    public void Dispose() => Directory.Delete(root, recursive: true);

    private sealed class Watched(OutputFolder folder, string path)
        : FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (folder.IsFull)
            {
                throw new IOException("no space is left");
            }

            folder.Writes++;
            base.Write(buffer, offset, count);
        }
    }
}
