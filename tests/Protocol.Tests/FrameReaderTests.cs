using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests;

public sealed class FrameReaderTests
{
    [Fact]
    public void AFrameComesBack()
    {
        var pool = new PayloadPool();
        var writer = new FrameWriter();
        writer.AppendPreface();
        Payload payload = pool.Rent(100_000);
        new Random(1).NextBytes(payload.Span);
        var sum = new SliceSum(1, new Step(2), 3, new TreeNode(1, 2), 4, SliceEncoding.Dense, 5, payload);
        Assert.Null(writer.Append(new Envelope("a", null, new Heartbeat(1, new Step(2), 3))));
        Assert.Same(payload, writer.Append(new Envelope("a", "b", sum)));
        byte[] bytes = [.. writer.Written.Span, .. payload.Span];
        using var reader = new FrameReader(ConnectionKind.Bulk, pool);
        var envelopes = new List<Envelope>();
        for (int start = 0; start < bytes.Length;)
        {
            int count = Math.Min(reader.Space.Length, Math.Min(777, bytes.Length - start));
            bytes.AsSpan(start, count).CopyTo(reader.Space.Span);
            reader.Advance(count);
            start += count;
            while (reader.TryRead(out Envelope? envelope))
            {
                envelopes.Add(envelope);
            }
        }

        reader.Complete();
        Assert.Equal(2, envelopes.Count);
        var back = Assert.IsType<SliceSum>(envelopes[1].Message);
        Assert.Equal(payload.Span, back.Payload.Span);
        Assert.Equal(sum, back with { Payload = payload });
        payload.Release();
        back.Release();
        Assert.Equal(0, pool.Outstanding);
    }
}
