using System.Buffers;
using System.Buffers.Binary;
using MessagePack;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Wire;

/// <summary>What each mistake of the other side's is called.</summary>
public sealed class BadFrameTests
{
    /// <summary>"/user/a" and no path to answer to.</summary>
    private const string Addresses = "94 a7 2f757365722f61 c0 ";

    private const string Digest = "c410 000102030405060708090a0b0c0d0e0f";
    private const string Check = "c4080123456789abcdef";
    private const string Hash = "d940 " + "30303030303030303030303030303030" + "30303030303030303030303030303030"
        + "30303030303030303030303030303030" + "30303030303030303030303030303030";

    [Theory]
    [InlineData("474554202f", "preface 95524E4E430D0A1A expected, 474554202F found: the other side is no node of RnnCluster")]
    [InlineData("95524e4e430a1a00", "preface 95524E4E430D0A1A expected, 95524E4E430A1A00 found: the other side is no node of RnnCluster")]
    [InlineData("16", "preface 95524E4E430D0A1A expected, 16 found: the other side is no node of RnnCluster")]
    public void GarbageOnThePortIsKnownAtOnce(string hex, string message)
    {
        using var reader = new FrameReader(ConnectionKind.Control, new PayloadPool());

        ProtocolException error =
            Assert.Throws<ProtocolException>(() => Frames.Feed(reader, Convert.FromHexString(hex)));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(ConnectionKind.Control, 1_048_577, 0, "frame: a head of at most 1048576 bytes expected, 1048577 announced")]
    [InlineData(ConnectionKind.Control, 10, 1, "frame: a payload of at most 0 bytes expected, 1 announced")]
    [InlineData(ConnectionKind.Bulk, 16_385, 0, "frame: a head of at most 16384 bytes expected, 16385 announced")]
    [InlineData(ConnectionKind.Bulk, 10, 1_048_577, "frame: a payload of at most 1048576 bytes expected, 1048577 announced")]
    [InlineData(ConnectionKind.Bulk, int.MaxValue, uint.MaxValue, "frame: a head of at most 16384 bytes expected, 2147483647 announced")]
    public void AFrameThatIsTooLargeIsRefusedByItsLengths(
        ConnectionKind kind, uint headLength, uint payloadLength, string message)
    {
        var header = new byte[FrameLimits.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, headLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(sizeof(uint)), payloadLength);

        AssertRefused(kind, header, message);
    }

    [Theory]
    [InlineData("", "envelope: another value expected at byte 0, but the bytes end there")]
    [InlineData("93 a161 c0 30", "envelope: 4 values expected at byte 0, 3 found")]
    [InlineData("94 c0 c0 30 93 01 02 03", "envelope.To: String expected at byte 1, Nil found")]
    [InlineData("94 a0 c0 30 93 01 02 03", "envelope.To: a path expected at byte 1")]
    [InlineData("94 da0101 c0", "envelope.To: at most 256 bytes expected at byte 1, 257 announced")]
    [InlineData(Addresses + "00 90", "envelope.Type: no message has the number 0 in this version")]
    [InlineData(Addresses + "7f 90", "envelope.Type: no message has the number 127 in this version")]
    [InlineData(Addresses + "ff 90", "envelope.Type: an integer from 0 to 2147483647 expected at byte 10, -1 found")]
    [InlineData(Addresses + "30 93 01 02 03", "Heartbeat: 4 fields expected at byte 11, 3 found: RoundTrip is missing")]
    [InlineData(Addresses + "30 94 01 02 03 04 05", "Heartbeat: the end of the head expected at byte 16")]
    [InlineData(Addresses + "30 95 01 02 03 04 c1", "Heartbeat: a value and not the unused 0xC1 expected at byte 16")]
    [InlineData(Addresses + "30 94 01 ff 03 04", "Heartbeat.Step: an integer from 0 on expected at byte 13, -1 found")]
    [InlineData(Addresses + "30 94 01 a130 03 04", "Heartbeat.Step: Integer expected at byte 13, String found")]
    [InlineData(Addresses + "30 94 01 02 03 cf001eb208c2dc0001", "Heartbeat.RoundTrip: a duration of at most 10,000 days expected at byte 15")]
    [InlineData(Addresses + "64 91 a5 416e6e61ff", "DrainWorker.Node: a text in UTF-8 expected at byte 12")]
    [InlineData(Addresses + "64 91 a4 416e6e61", "DrainWorker.Node: a node's name expected at byte 12")]
    [InlineData(Addresses + "63 92 cb0000000000000000 c0", "SetLearningRate.Rate: a finite number above 0 expected at byte 12")]
    [InlineData(Addresses + "63 92 cb7ff0000000000000 c0", "SetLearningRate.Rate: a finite number above 0 expected at byte 12")]
    [InlineData(Addresses + "63 92 cb7ff8000000000000 c0", "SetLearningRate.Rate: a finite number above 0 expected at byte 12")]
    [InlineData(Addresses + "63 92 01 c0", "SetLearningRate.Rate: Float expected at byte 12, Integer found")]
    [InlineData(Addresses + "46 95 a161 01 06 a0 00", "MemberChanged.State: an integer from 0 to 5 expected at byte 15, 6 found")]
    [InlineData(Addresses + "13 91 a5 3030303030", "ContentRequest.Hash: 64 lowercase hexadecimal digits expected at byte 12")]
    [InlineData(Addresses + "35 94 00 a130 c3 a0", "RunEnded.StateHash: 64 lowercase hexadecimal digits, or none expected at byte 13")]
    [InlineData(Addresses + "17 93 01 01 c40f000102030405060708090a0b0c0d0e", "ReplicaReady.Digest: 16 bytes expected at byte 14, 15 found")]
    [InlineData(Addresses + "26 95 01 01 cb0000000000000000 00 91 92 0b 00", "RoundClosed.Subtrees: a level and an index within it expected at byte 25")]
    [InlineData(Addresses + "26 95 01 01 cb0000000000000000 00 91 92 0a 01", "RoundClosed.Subtrees: a level and an index within it expected at byte 25")]
    [InlineData(Addresses + "26 95 01 01 cb0000000000000000 00 91 93 00 00 00", "RoundClosed.Subtrees: 2 values expected at byte 25, 3 found")]
    [InlineData(Addresses + "26 95 01 01 cb0000000000000000 00 dd80000000", "RoundClosed.Subtrees: at most 1024 values expected at byte 24, 2147483648 announced")]
    [InlineData(Addresses + "26 95 01 01 cb0000000000000000 00 dc0400 00", "RoundClosed.Subtrees: 1024 values announced at byte 24, but only 1 bytes are left")]
    [InlineData(Addresses + "40 97 01 cb7ff8000000000000 cb0000000000000000 cb0000000000000000 c2 " + Digest + " 00", "StepCompleted.Loss: a finite number expected at byte 13")]
    [InlineData(Addresses + "40 97 01 cb0000000000000000 cbbff0000000000000 cb0000000000000000 c2 " + Digest + " 00", "StepCompleted.Rate: a finite number from 0 on expected at byte 22")]
    public void ABadHeadIsRefused(string hex, string message)
    {
        AssertRefused(ConnectionKind.Control, Frame(hex, 0), message);
    }

    [Theory]
    [InlineData(0, Addresses + "25 97 01 01 92 00 00 00 03 " + Check + " c401", "CarriedState: the frame's 0 bytes of payload expected at byte 29, 1 announced")]
    [InlineData(3, Addresses + "25 97 01 01 92 00 00 00 03 " + Check + " c402", "CarriedState: the frame's 3 bytes of payload expected at byte 29, 2 announced")]
    [InlineData(3, Addresses + "25 97 01 01 92 00 00 00 03 " + Check + " a3", "CarriedState: Binary expected at byte 29, String found")]
    [InlineData(3, Addresses + "25 97 01 01 92 00 00 00 03 " + Check + " c403 00", "CarriedState: the end of the head expected at byte 31")]
    [InlineData(3, Addresses + "25 97 01 01 92 00 00 01 03 " + Check + " c403", "CarriedState.Offset: a part within the whole expected, 3 bytes from 1 of 3 found")]
    [InlineData(3, Addresses + "30 93 01 02 03", "Heartbeat: a payload of at most 0 bytes expected, 3 announced")]
    [InlineData(3, Addresses + "14 95 " + Hash + " 08 0a " + Check + " c403", "ContentChunk.Offset: a part within the whole expected, 3 bytes from 8 of 10 found")]
    [InlineData(3, Addresses + "14 95 " + Hash + " 00 02 " + Check + " c403", "ContentChunk.Offset: a part within the whole expected, 3 bytes from 0 of 2 found")]
    public void ABadPayloadIsRefusedBeforeItComes(int payloadLength, string hex, string message)
    {
        AssertRefused(ConnectionKind.Bulk, Frame(hex, payloadLength), message);
    }

    [Fact]
    public void WhatALaterVersionPutsBehindAMessageIsPassedOver()
    {
        byte[] control = Frame(Addresses + "30 97 01 02 03 00 93c0c3a161 81a16101 d40100", 0);
        byte[] bulk = Frame(Addresses + "25 99 01 02 92 00 03 00 02 " + Check + " a46e657773 92c0c0 c402", 2);
        var pool = new PayloadPool();

        Envelope heartbeat = Assert.Single(Frames.Read(ConnectionKind.Control, pool, control));
        Envelope carried = Assert.Single(Frames.Read(ConnectionKind.Bulk, pool, [.. bulk, 0xAB, 0xCD]));

        Assert.Equal(new Envelope("/user/a", null, new Heartbeat(1, new Step(2), 3, TimeSpan.Zero)), heartbeat);
        Rounds.CarriedState state = Assert.IsType<Rounds.CarriedState>(carried.Message);
        Assert.Equal((1, new Step(2), new TreeNode(0, 3)), (state.Term, state.Step, state.Subtree));
        Assert.Equal([0xAB, 0xCD], state.Payload.Span.ToArray());
        state.Release();
    }

    [Fact]
    public void ATextOfTheLastByteAllowedIsReadAndOneMoreIsNot()
    {
        byte[] fitting = Refusal(2_048);
        byte[] longer = Refusal(2_049);

        Assert.Single(Frames.Read(ConnectionKind.Control, new PayloadPool(), fitting));
        AssertRefused(
            ConnectionKind.Control, longer, "Refused.Reason: at most 2048 bytes expected at byte 12, 2049 announced");
    }

    private static byte[] Refusal(int textLength)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(Convert.FromHexString(Plain(Addresses + "03 91")));
        var writer = new MessagePackWriter(output);
        writer.Write(new string('x', textLength));
        writer.Flush();
        return Frame(Convert.ToHexString(output.WrittenSpan), 0);
    }

    private static byte[] Frame(string headHex, int payloadLength)
    {
        byte[] head = Convert.FromHexString(Plain(headHex));
        var frame = new byte[FrameLimits.HeaderBytes + FrameLimits.ChecksBytes + head.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)head.Length | FrameLimits.CheckedFlag);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(sizeof(uint)), payloadLength);
        head.CopyTo(frame, FrameLimits.HeaderBytes + FrameLimits.ChecksBytes);
        FrameChecks.Write(frame);
        return frame;
    }

    private static string Plain(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    private static void AssertRefused(ConnectionKind kind, byte[] frame, string message)
    {
        var pool = new PayloadPool();
        using var reader = new FrameReader(kind, pool);
        Frames.Feed(reader, Preface.Bytes);

        ProtocolException error = Assert.Throws<ProtocolException>(() => Frames.Feed(reader, frame));

        Assert.Equal(message, error.Message);
        Assert.Equal(0, pool.Outstanding);
    }
}
