using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>A storage with files that the disk does not give back until they are written anew.</summary>
/// <param name="inner">The storage.</param>
internal sealed class BadSectorStorage(IStorage inner) : IStorage
{
    private const int InputOutputError = 5;

    /// <summary>The files that fail.</summary>
    public SortedDictionary<string, SectorFailure> Bad { get; } = new(StringComparer.Ordinal);

    /// <summary>What the system says: its number and its words.</summary>
    public (int Number, string Words) Error { get; init; } = (InputOutputError, "Input/output error");

    public string Locate(string name) => inner.Locate(name);

    public IReadOnlyList<string> List() => inner.List();

    public bool Exists(string name) => inner.Exists(Sound(name, SectorFailure.Look));

    public long? LengthOf(string name) => inner.LengthOf(Sound(name, SectorFailure.Look));

    public Stream OpenRead(string name) => Bad.TryGetValue(Sound(name, SectorFailure.Open), out _)
        ? new BadStream(this, name, inner.LengthOf(name) ?? 0)
        : inner.OpenRead(name);

    public Stream OpenAppend(string name) => inner.OpenAppend(name);

    public void Write(string name, Action<Stream> content)
    {
        inner.Write(name, content);
        Bad.Remove(name);
    }

    public void Delete(string name)
    {
        inner.Delete(name);
        Bad.Remove(name);
    }

    private string Sound(string name, SectorFailure failing) =>
        Bad.TryGetValue(name, out SectorFailure from) && from <= failing ? throw Fault(name) : name;

    private StorageException Fault(string name) =>
        new($"{Locate(name)}: cannot be read: {Error.Words}", new IOException(Error.Words, Error.Number));

    /// <summary>Knows its length and gives no byte.</summary>
    private sealed class BadStream(BadSectorStorage storage, string name, long length) : MemoryStream
    {
        public override long Length => length;

        public override int Read(Span<byte> buffer) => throw storage.Fault(name);

        public override int Read(byte[] buffer, int offset, int count) => throw storage.Fault(name);
    }
}
