using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>
/// A storage in memory that can be killed at any operation: before a file is made, in the middle of a write, before a
/// rename, before a deletion. After that nothing works any more, as in a process that is gone; what is on the
/// "disk" is found by <see cref="Reboot"/>.
/// </summary>
internal sealed class FaultyStorage : IStorage
{
    private bool isDead;

    public FaultyStorage()
        : this([])
    {
    }

    private FaultyStorage(SortedDictionary<string, byte[]> files) => Files = files;

    public SortedDictionary<string, byte[]> Files { get; }

    public int Operations { get; private set; }

    /// <summary>The operation, counted from 1, at which the process is killed.</summary>
    public int CrashAt { get; set; } = int.MaxValue;

    public FaultyStorage Reboot()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string name, byte[] bytes) in Files)
        {
            files.Add(name, [.. bytes]);
        }

        return new FaultyStorage(files);
    }

    /// <summary>Another process writes from now on; the files are as the killed one left them.</summary>
    public void Revive()
    {
        isDead = false;
        CrashAt = int.MaxValue;
    }

    public string Locate(string name) => name.Length == 0 ? "out" : "out/" + name;

    public IReadOnlyList<string> List()
    {
        EnsureAlive();
        return [.. Files.Keys.Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
    }

    public bool Exists(string name)
    {
        EnsureAlive();
        return Files.ContainsKey(name);
    }

    public long? LengthOf(string name)
    {
        EnsureAlive();
        return Files.TryGetValue(name, out byte[]? bytes) ? bytes.Length : null;
    }

    public Stream OpenRead(string name)
    {
        EnsureAlive();
        return Files.TryGetValue(name, out byte[]? bytes)
            ? new MemoryStream(bytes, writable: false)
            : throw new InputException($"{Locate(name)}: there is no such file");
    }

    public Stream OpenAppend(string name)
    {
        EnsureAlive();
        Files.TryAdd(name, []);
        return new FaultyStream(this, name);
    }

    public void Write(string name, Action<Stream> content)
    {
        string temporary = name + IStorage.TemporarySuffix;
        Operate();
        Files[temporary] = [];
        using (var stream = new FaultyStream(this, temporary))
        {
            content(stream);
        }

        Operate();
        Files[name] = Files[temporary];
        Files.Remove(temporary);
    }

    public void Delete(string name)
    {
        if (Exists(name))
        {
            Operate();
            Files.Remove(name);
        }
    }

    private void EnsureAlive()
    {
        if (isDead)
        {
            throw new CrashException();
        }
    }

    private void Operate()
    {
        EnsureAlive();
        Operations++;
        if (Operations == CrashAt)
        {
            isDead = true;
            throw new CrashException();
        }
    }

    private sealed class FaultyStream(FaultyStorage storage, string name) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                storage.Operate();
                Add(bytes);
            }
            catch (CrashException)
            {
                Add(bytes[..(bytes.Length / 2)]);
                throw;
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        private void Add(ReadOnlySpan<byte> bytes) => storage.Files[name] = [.. storage.Files[name], .. bytes];
    }
}
