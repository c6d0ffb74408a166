using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

/// <summary>
/// A disk that takes nothing for a while: from one of its operations to another, or until it is set free. A write that
/// fails has taken the first half; a file that was to be replaced stays as it was.
/// </summary>
internal sealed class FailingStorage : IStorage
{
    private readonly FaultyStorage inner = new();

    public SortedDictionary<string, byte[]> Files => inner.Files;

    public int Operations { get; private set; }

    /// <summary>The operations that fail, counted from 1; the end is outside.</summary>
    public (int First, int End) Failing { get; set; } = (int.MaxValue, int.MaxValue);

    /// <summary>Whether all operations fail from now on.</summary>
    public bool IsFull { get; set; }

    /// <summary>A file that alone is not taken; null for none.</summary>
    public string? Refused { get; set; }

    public string Locate(string name) => inner.Locate(name);

    public IReadOnlyList<string> List() => inner.List();

    public bool Exists(string name) => inner.Exists(name);

    public long? LengthOf(string name) => inner.LengthOf(name);

    public Stream OpenRead(string name) => inner.OpenRead(name);

    public Stream OpenAppend(string name)
    {
        Operate(name);
        return new FailingStream(this, inner.OpenAppend(name), name);
    }

    public void Write(string name, Action<Stream> content)
    {
        Operate(name);
        using var bytes = new MemoryStream();
        using (var stream = new FailingStream(this, bytes, name))
        {
            content(stream);
            stream.Flush();
        }

        Operate(name);
        inner.Write(name, stream => stream.Write(bytes.ToArray()));
    }

    public void Delete(string name)
    {
        Operate(name);
        inner.Delete(name);
    }

    private void Operate(string name)
    {
        int operation = ++Operations;
        if (IsFull || name == Refused || (operation >= Failing.First && operation < Failing.End))
        {
            throw new StorageException($"{Locate(name)}: cannot be written: No space left on device");
        }
    }

    private sealed class FailingStream(FailingStorage storage, Stream file, string name) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                storage.Operate(name);
                file.Write(bytes);
            }
            catch (StorageException)
            {
                file.Write(bytes[..(bytes.Length / 2)]);
                throw;
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => storage.Operate(name);
    }
}
