using System.Buffers.Binary;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using Xunit.Abstractions;

namespace RnnCluster.Protocol.Tests.Wire;

/// <summary>
/// Damaged frames: each is read, or refused by a <see cref="ProtocolException"/>, within the time that its bytes take
/// and the memory that they justify, and no payload is lost. Seeded: every run reads the same million.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int FrameCount = 1_000_000;
    private const int Parts = 8;

    /// <summary>
    /// What reading one of these frames, of at most 2 KiB each, may allocate: the reader's first buffer of 16 KiB, a
    /// payload of no more than its bytes, the message, and an error's text and stack trace.
    /// </summary>
    private const long AllocatedBytesMax = 64 * 1024;

    // Headers that announce 2^31 or 2^32 - 1 of something.
    private static readonly string[] Boasts =
        ["dd80000000", "ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c680000000", "c9ffffffff", "dcffff"];

    [Fact]
    public void AMillionDamagedFramesAreReadOrRefused()
    {
        var counts = new (int Read, int Refused, long AllocatedMax)[Parts];
        Parallel.For(
            0, Parts, new ParallelOptions { MaxDegreeOfParallelism = 2 },
            part => counts[part] = ReadDamaged((ulong)part, FrameCount / Parts));

        int read = counts.Sum(count => count.Read);
        int refused = counts.Sum(count => count.Refused);
        output.WriteLine($"{read} read, {refused} refused, {counts.Max(count => count.AllocatedMax)} bytes at most");
        Assert.Equal(FrameCount, read + refused);
        Assert.InRange(read, FrameCount / 20, FrameCount);
        Assert.InRange(refused, FrameCount / 2, FrameCount);
        Assert.InRange(counts.Max(count => count.AllocatedMax), 1, AllocatedBytesMax);
    }

    private static (int Read, int Refused, long AllocatedMax) ReadDamaged(ulong seed, int frames)
    {
        var draws = new Draws(100 + seed);
        var pool = new PayloadPool();
        var shelf = new Shelf(pool);
        (byte[] Bytes, ConnectionKind Kind)[] originals = Originals(draws, pool);
        (int read, int refused, long allocatedMax) = (0, 0, 0);
        for (int frame = 0; frame < frames; frame++)
        {
            (byte[] original, ConnectionKind kind) = originals[frame % originals.Length];
            byte[] damaged = Damage(original, draws, originals);
            int pieceMax = draws.Chance(2) ? int.MaxValue : draws.Next(1, damaged.Length + 1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isRead = TryRead(draws.Chance(20) ? 1 - kind : kind, pool, shelf, damaged, pieceMax);
            allocatedMax = Math.Max(allocatedMax, GC.GetAllocatedBytesForCurrentThread() - before);
            (read, refused) = isRead ? (read + 1, refused) : (read, refused + 1);
            Assert.Equal(0, pool.Outstanding);
        }

        return (read, refused, allocatedMax);
    }

    private static bool TryRead(
        ConnectionKind kind, PayloadPool pool, Shelf shelf, ReadOnlySpan<byte> bytes, int pieceMax)
    {
        using var reader = new FrameReader(kind, pool);
        reader.Share(shelf);
        try
        {
            Feed(reader, Preface.Bytes, pieceMax);
            Feed(reader, bytes, pieceMax);
            reader.Complete();
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private static void Feed(FrameReader reader, ReadOnlySpan<byte> bytes, int pieceMax)
    {
        while (!bytes.IsEmpty)
        {
            Memory<byte> space = reader.Space;
            int count = Math.Min(Math.Min(space.Length, bytes.Length), pieceMax);
            Ensure.That(count > 0);
            bytes[..count].CopyTo(space.Span);
            bytes = bytes[count..];
            reader.Advance(count);
            while (reader.TryRead(out Envelope? envelope))
            {
                (envelope.Message as BulkMessage)?.Release();
            }
        }
    }

    private static (byte[] Bytes, ConnectionKind Kind)[] Originals(Draws draws, PayloadPool pool)
    {
        var originals = new List<(byte[] Bytes, ConnectionKind Kind)>();
        foreach (Type type in MessageTable.All.Select(type => type.Type))
        {
            for (int count = 0; count < 5; count++)
            {
                Envelope envelope = RandomMessages.Envelope(type, draws, pool, payloadLengthMax: 1_000);
                byte[] bytes = count == 0 && envelope.Message is BulkMessage
                    ? new Shelf(pool).Place(envelope, draws.Next(0, 1_000))
                    : Frames.Bytes(envelope);
                (envelope.Message as BulkMessage)?.Release();
                originals.Add((bytes, Frames.KindOf(envelope.Message)));
            }
        }

        return [.. originals.Where(original => original.Bytes.Length <= 2_048)];
    }

    private static byte[] Damage(byte[] original, Draws draws, (byte[] Bytes, ConnectionKind Kind)[] originals)
    {
        byte[] bytes = [.. original];
        for (int wounds = draws.Chance(4) ? draws.Next(2, 4) : 1; wounds > 0; wounds--)
        {
            // What bears on a head's structure is at its beginning: half of the wounds go there.
            int place = draws.Next(0, draws.Chance(2) ? Math.Min(bytes.Length, 100) : bytes.Length);
            bytes = draws.Next(0, 7) switch
            {
                0 or 1 => Flip(bytes, place, draws),
                2 => bytes[..place],
                3 => [.. bytes[..place], .. draws.Bytes(draws.Next(1, 9)), .. bytes[place..]],
                4 => [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + draws.Next(1, 9))..]],
                5 => Relength(bytes, draws),
                6 => [.. bytes[..place], .. Boast(draws), .. bytes[Math.Min(bytes.Length, place + 1)..]],
                _ => Splice(bytes, place, draws, originals),
            };
        }

        return draws.Chance(2) ? Repair(bytes) : bytes;
    }

    /// <summary>Makes the frame's length fit what is there, so that the damage is met behind it.</summary>
    private static byte[] Repair(byte[] bytes)
    {
        bool isChecked = bytes.Length > sizeof(uint) && (bytes[3] & 0x80) != 0;
        int length = bytes.Length - FrameLimits.HeaderBytes - (isChecked ? FrameLimits.ChecksBytes : 0);
        if (length >= 0)
        {
            uint payloadLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint)));
            uint headLength = payloadLength <= length ? (uint)length - payloadLength : (uint)length;
            uint flag = isChecked ? FrameLimits.CheckedFlag : 0;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, headLength | flag);
            if (isChecked)
            {
                FrameChecks.Write(bytes.AsSpan(..^(int)(length - headLength)));
            }
        }

        return bytes;
    }

    private static byte[] Flip(byte[] bytes, int place, Draws draws)
    {
        if (place < bytes.Length)
        {
            bytes[place] ^= (byte)(1 << draws.Next(0, 7));
        }

        return bytes;
    }

    /// <summary>Changes one of the frame's two lengths, by little or to anything.</summary>
    private static byte[] Relength(byte[] bytes, Draws draws)
    {
        if (bytes.Length >= FrameLimits.HeaderBytes)
        {
            Span<byte> length = bytes.AsSpan(draws.Chance(2) ? 0 : sizeof(uint));
            uint old = BinaryPrimitives.ReadUInt32LittleEndian(length);
            uint changed = draws.Chance(2) ? old + (uint)draws.Next(-3, 3) : draws.Word() >> draws.Next(0, 31);
            BinaryPrimitives.WriteUInt32LittleEndian(length, changed);
        }

        return bytes;
    }

    private static byte[] Boast(Draws draws) => Convert.FromHexString(Boasts[draws.Next(0, Boasts.Length - 1)]);

    /// <summary>Goes on with another frame from some byte on.</summary>
    private static byte[] Splice(
        byte[] bytes, int place, Draws draws, (byte[] Bytes, ConnectionKind Kind)[] originals)
    {
        byte[] other = originals[draws.Next(0, originals.Length - 1)].Bytes;
        return [.. bytes[..place], .. other[draws.Next(0, other.Length - 1)..]];
    }
}
