using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RnnCluster.Simulation.Tests;

/// <summary>Everything that happens, in order: hashed whole, and its end kept for people.</summary>
internal sealed class EventLog : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> tail = new();
    private readonly int linesMax;
    private byte[] bytes = new byte[1024];

    public EventLog(int linesMax) => this.linesMax = linesMax;

    public long Count { get; private set; }

    public void Add(TimeSpan time, string node, string what)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{time.TotalMilliseconds,12:0.0000} {node,-12} {what}\n");
        int length = Encoding.UTF8.GetMaxByteCount(line.Length);
        if (bytes.Length < length)
        {
            bytes = new byte[length];
        }

        hash.AppendData(bytes, 0, Encoding.UTF8.GetBytes(line, bytes));
        Count++;
        tail.Enqueue(line);
        if (tail.Count > linesMax)
        {
            tail.Dequeue();
        }
    }

    /// <summary>Of all lines so far.</summary>
    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public override string ToString() => string.Concat(tail);

    public void Dispose() => hash.Dispose();
}
