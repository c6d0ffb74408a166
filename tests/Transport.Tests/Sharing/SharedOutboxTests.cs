using RnnCluster.Protocol;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Tests.Sharing;

public sealed class SharedOutboxTests
{
    private const int HeaderBytes = 64;

    [LinuxFact]
    public void WhatIsPlacedIsTakenByteForByte()
    {
        using var pair = new SharedPair();
        byte[] bytes = new byte[100_001];
        new Draws(1).Fill(bytes);
        long place = pair.Outbox.TryPlace(bytes)!.Value;
        Payload taken = pair.Inbox.Take(place, bytes.Length);

        Assert.True(taken.Span.SequenceEqual(bytes));
        Assert.Equal(1, pair.Pool.Outstanding);
        taken.Release();
        Assert.Equal(0, pair.Pool.Outstanding);
    }

    [LinuxFact]
    public void MemoryThatWasGivenBackIsUsedAgain()
    {
        using var pair = new SharedPair();
        long first = pair.Outbox.TryPlace(SharedPair.Fill(10_000, 1))!.Value;
        long second = pair.Outbox.TryPlace(SharedPair.Fill(10_000, 2))!.Value;
        Payload held = pair.Inbox.Take(second, 10_000);
        pair.Inbox.Take(first, 10_000).Release();

        Assert.Equal(first, pair.Outbox.TryPlace(SharedPair.Fill(9_000, 3)));
        Assert.Equal(first + 9_024 + HeaderBytes, pair.Outbox.TryPlace(SharedPair.Fill(800, 4)));
        Assert.True(pair.Outbox.TryPlace(SharedPair.Fill(10_000, 5)) > second);
        Assert.Equal(-1, held.Span.IndexOfAnyExcept((byte)2));
        Assert.Equal(-1, pair.Inbox.Take(first, 9_000).Span.IndexOfAnyExcept((byte)3));
    }

    [LinuxFact]
    public void WhereThereIsNoRoomNothingIsPlacedUntilSomeIsGivenBack()
    {
        using var pair = new SharedPair();
        byte[] quarter = SharedPair.Fill((int)(SharedPair.Bytes / 4) - HeaderBytes, 1);
        long[] places = [.. Enumerable.Range(0, 4).Select(_ => pair.Outbox.TryPlace(quarter)!.Value)];

        Assert.Null(pair.Outbox.TryPlace(SharedPair.Fill(1, 1)));
        pair.Inbox.Take(places[2], quarter.Length).Release();
        Assert.Equal(places[2], pair.Outbox.TryPlace(quarter));
        Assert.Null(pair.Outbox.TryPlace(SharedPair.Fill(1, 1)));
    }

    [LinuxFact]
    public void WhatIsTakenBackIsNobodysMemory()
    {
        using var pair = new SharedPair();
        long place = pair.Outbox.TryPlace(SharedPair.Fill(5_000, 1))!.Value;
        pair.Outbox.TakeBack(place);

        Assert.Equal(place, pair.Outbox.TryPlace(SharedPair.Fill(5_000, 2)));
    }

    [LinuxFact]
    public void WhatIsHeldOutlivesTheConnection()
    {
        var pair = new SharedPair();
        Payload taken = pair.Inbox.Take(pair.Outbox.TryPlace(SharedPair.Fill(70_000, 9))!.Value, 70_000);
        pair.Dispose();

        Assert.Equal(-1, taken.Span.IndexOfAnyExcept((byte)9));
        Assert.Null(pair.Outbox.TryPlace(SharedPair.Fill(5_000, 1)));
        taken.Release();
        Assert.Throws<ObjectDisposedException>(() => taken.Span.Length);
    }

    [LinuxFact]
    public void ManyThreadsPlaceAndGiveBackWithoutMeeting()
    {
        const int Threads = 4;
        const int Rounds = 2_000;

        using var pair = new SharedPair();
        Parallel.For(0, Threads, thread =>
        {
            var draws = new Draws((uint)thread);
            var held = new Queue<(Payload Payload, byte Content)>();
            for (int round = 0; round < Rounds; round++)
            {
                byte content = (byte)((thread * 64) + (round % 64));
                byte[] bytes = SharedPair.Fill(1 + draws.Below(100_000), content);
                if (pair.Outbox.TryPlace(bytes) is { } place)
                {
                    held.Enqueue((pair.Inbox.Take(place, bytes.Length), content));
                }

                while (held.Count > draws.Below(20))
                {
                    (Payload payload, byte expected) = held.Dequeue();
                    Assert.Equal(-1, payload.Span.IndexOfAnyExcept(expected));
                    payload.Release();
                }
            }

            foreach ((Payload payload, _) in held)
            {
                payload.Release();
            }
        });

        Assert.Equal(0, pair.Pool.Outstanding);
        Assert.Equal(0, pair.Outbox.TryPlace(SharedPair.Fill(1, 1)));
    }

    [LinuxTheory]
    [InlineData(-64, 1)]
    [InlineData(32, 1)]
    [InlineData(SharedPair.Bytes, 1)]
    [InlineData(SharedPair.Bytes - 128, 65)]
    [InlineData(long.MaxValue - 63, 1)]
    public void APlaceThatIsNoneIsRefused(long place, int length)
    {
        using var pair = new SharedPair();

        Assert.Equal(
            $"frame: a place in 16777216 bytes of shared memory expected, {length} bytes at {place} announced",
            Assert.Throws<ProtocolException>(() => pair.Inbox.Take(place, length)).Message);
        Assert.Equal(0, pair.Pool.Outstanding);
    }

    /// <summary>Numbers from a seed.</summary>
    private sealed class Draws(uint seed)
    {
        private uint state = seed;

        public int Below(int bound)
        {
            state = (state * 1664525) + 1013904223;
            return (int)((state >> 8) % (uint)bound);
        }

        public void Fill(Span<byte> bytes)
        {
            foreach (ref byte value in bytes)
            {
                value = (byte)Below(256);
            }
        }
    }
}
