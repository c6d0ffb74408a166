using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Wire;

/// <summary>A bit of a head that flips on the way is not believed.</summary>
public sealed class FrameChecksTests
{
    private static readonly Envelope Beat = new("/user/a", null, new Heartbeat(1, Step.Zero, 1, TimeSpan.Zero));

    public static TheoryData<string> Types =>
        [.. SampleMessages.All.Select(sample => sample.Message.GetType().Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void NoBitOfAHeadFlipsUnnoticed(string type)
    {
        Envelope sent = SampleMessages.All.Single(sample => sample.Message.GetType().Name == type);
        bool isGreeting = FrameChecks.IsGreeting(sent.Message);
        byte[] frame = Frames.Bytes(sent);
        int payloadLength = (sent.Message as BulkMessage)?.Payload.Length ?? 0;
        for (int bit = 0; bit < 8 * (frame.Length - payloadLength); bit++)
        {
            byte[] damaged = [.. frame];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ProtocolException fault = Assert.ThrowsAny<ProtocolException>(
                () => Frames.Read(
                    Frames.KindOf(sent.Message),
                    new PayloadPool(),
                    isGreeting ? damaged : [.. Frames.Bytes(Beat), .. damaged]));

            // What is in the middle of a connection is told from another program at the port.
            Assert.True(isGreeting || fault is DamagedFrameException, $"bit {bit}: {fault.Message}");
        }
    }

    /// <summary>A greeting of an earlier build has no check: the refusal says what is wrong.</summary>
    [Theory]
    [InlineData("Hello")]
    [InlineData("Refused")]
    public void AGreetingOfAnEarlierVersionIsRead(string type)
    {
        Envelope sent = SampleMessages.All.Single(sample => sample.Message.GetType().Name == type);

        Envelope read = Assert.Single(Frames.Read(ConnectionKind.Control, new PayloadPool(), WithoutCheck(sent)));

        Assert.Equal(sent, read);
    }

    [Fact]
    public void AHelloOfThisVersionWithoutItsCheckIsDamaged()
    {
        Envelope sent = SampleMessages.All.Single(sample => sample.Message is Hello);
        sent = sent with { Message = (Hello)sent.Message with { ProtocolVersion = ProtocolVersions.Current } };

        Assert.Throws<DamagedFrameException>(
            () => Frames.Read(ConnectionKind.Control, new PayloadPool(), WithoutCheck(sent)));
    }

    [Fact]
    public void AMessageWithoutChecksIsNoGreeting()
    {
        byte[] frame = Frames.Bytes(Beat);
        byte[] head = frame[(FrameLimits.HeaderBytes + FrameLimits.ChecksBytes)..];

        byte[] bare = [(byte)head.Length, 0, 0, 0, 0, 0, 0, 0, .. head];

        ProtocolException fault = Assert.Throws<ProtocolException>(
            () => Frames.Read(ConnectionKind.Control, new PayloadPool(), bare));

        Assert.Equal("frame: Heartbeat came without its checks", fault.Message);
    }

    private static byte[] WithoutCheck(Envelope greeting)
    {
        byte[] frame = Frames.Bytes(greeting)[..^10];
        frame[0] -= 10;
        int fields = Array.FindLastIndex(frame, FrameLimits.HeaderBytes + 20, each => each is > 0x90 and <= 0x9A);
        frame[fields]--;
        return frame;
    }
}
