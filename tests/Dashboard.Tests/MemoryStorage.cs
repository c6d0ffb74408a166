using System.Collections.Concurrent;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests;

/// <summary>A run's output in memory.</summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public byte[]? this[string name]
    {
        get => files.GetValueOrDefault(name);
        set => files[name] = value!;
    }

    public string Locate(string name) => "memory/" + name;

    public IReadOnlyList<string> List() =>
        [.. files.Keys.Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];

    public bool Exists(string name) => files.ContainsKey(name);

    public long? LengthOf(string name) => files.TryGetValue(name, out byte[]? bytes) ? bytes.Length : null;

    public Stream OpenRead(string name) => files.TryGetValue(name, out byte[]? bytes)
        ? new MemoryStream(bytes, writable: false)
        : throw new InputException($"{Locate(name)}: there is no such file");

    public Stream OpenAppend(string name) => throw new NotSupportedException();

    public void Write(string name, Action<Stream> content)
    {
        using var stream = new MemoryStream();
        content(stream);
        files[name] = stream.ToArray();
    }

    public void Delete(string name) => files.TryRemove(name, out _);
}
