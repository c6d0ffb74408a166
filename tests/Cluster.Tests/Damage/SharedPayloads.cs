using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>
/// The file in memory of one connection, opened beside its two owners: its name passes the proxy when it is offered,
/// and is still there then.
/// </summary>
internal sealed partial class SharedPayloads : IDisposable
{
    /// <summary>Before each payload: docs/transport.md.</summary>
    private const int HeaderBytes = 64;

    private readonly Lock gate = new();
    private SafeFileHandle? file;

    /// <summary>Looks for the offer; the side that dialled makes it.</summary>
    public void Watch(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            Match name = Name().Match(Encoding.Latin1.GetString(bytes));
            if (file is null && name.Success)
            {
                file = File.OpenHandle(
                    Path.Join("/dev/shm", name.Value),
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.ReadWrite | FileShare.Delete);
            }
        }
    }

    /// <summary>Flips a bit of a payload.</summary>
    /// <param name="isDiallers">Whether the side that dialled has written it: the first half is its own.</param>
    /// <param name="place">Its place in that half.</param>
    /// <param name="at">Which byte of it.</param>
    /// <param name="mask">Which bit of the byte.</param>
    public void Flip(bool isDiallers, long place, int at, byte mask)
    {
        lock (gate)
        {
            long half = isDiallers ? 0 : RandomAccess.GetLength(file!) / 2;
            byte[] value = new byte[1];
            Assert.Equal(1, RandomAccess.Read(file!, value, half + place + HeaderBytes + at));
            value[0] ^= mask;
            RandomAccess.Write(file!, value, half + place + HeaderBytes + at);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
        }
    }

    [GeneratedRegex("rnncluster-[0-9a-f]{32}")]
    private static partial Regex Name();
}
