using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Control;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Control;

/// <summary>What Akka.Remote may carry for us, and how what it brings is read.</summary>
public sealed class ControlCodecTests
{
    private static readonly Type[] OfASteps =
    [
        typeof(PlanAnnounced), typeof(ShardsAssigned), typeof(RoundClosed), typeof(StepApplied),
        typeof(AmendmentAppended), typeof(DamageFound),
    ];

    private static readonly Type[] Greetings =
    [
        typeof(Hello), typeof(Welcome), typeof(Refused), typeof(SharedMemoryOffered), typeof(SharedMemoryAnswered),
    ];

    private static IEnumerable<Message> Control => SampleMessages.All
        .Select(sample => sample.Message)
        .Where(message => message is not BulkMessage
            && !OfASteps.Contains(message.GetType())
            && !Greetings.Contains(message.GetType()));

    [Fact]
    public void EveryControlMessageComesBackAsItWas()
    {
        Assert.All(
            Control,
            message => Assert.Equal(
                PlainText.Of(new Envelope("to", null, message)),
                PlainText.Of(new Envelope("to", null, Again(message)))));
        Assert.Contains(Control, message => message is LeaveRequest);
    }

    [Fact]
    public void NothingOfAStepNoPayloadAndNoGreetingIsWrittenOrRead()
    {
        foreach (MessageType type in MessageTable.All.ExceptBy(Control.Select(m => m.GetType()), type => type.Type))
        {
            Message sample = SampleMessages.All.First(each => each.Message.GetType() == type.Type).Message;

            Assert.ThrowsAny<Exception>(() => ControlCodec.ManifestOf(sample));
            Assert.ThrowsAny<Exception>(() => ControlCodec.Write(sample));
            Assert.Throws<ProtocolException>(() => ControlCodec.Read(new byte[] { 0x90 }, $"{type.Number}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("50 ")]
    [InlineData("+50")]
    [InlineData("050")]
    [InlineData("-50")]
    [InlineData("47")]
    [InlineData("99999999999999999999")]
    [InlineData("2147483647")]
    [InlineData("LeaveRequest")]
    [InlineData("RnnCluster.Protocol.Health.LeaveRequest, RnnCluster.Protocol")]
    [InlineData("System.IO.FileInfo, System.Private.CoreLib")]
    public void AForeignManifestIsRefused(string manifest) =>
        Assert.Throws<ProtocolException>(() => ControlCodec.Read(ControlCodec.Write(new LeaveRequest("x")), manifest));

    [Fact]
    public void WhatIsCutShortOrGoesOnIsRefused()
    {
        byte[] whole = ControlCodec.Write(new LeaveRequest("asked to end"));
        string manifest = ControlCodec.ManifestOf(new LeaveRequest("x"));

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<ProtocolException>(() => ControlCodec.Read(whole.AsMemory(0, length), manifest));
        }

        Assert.Throws<ProtocolException>(() => ControlCodec.Read((byte[])[.. whole, 0xc0], manifest));
        Assert.Throws<ProtocolException>(() => ControlCodec.Read(
            System.Text.Encoding.UTF8.GetBytes("""{"$type":"System.IO.FileInfo, System.Private.CoreLib"}"""),
            manifest));
    }

    [Fact]
    public void FieldsOfALaterVersionArePassedOver()
    {
        byte[] later = ControlCodec.Write(new LeaveRequest("asked to end"));
        later[0]++;

        Assert.Equal(
            new LeaveRequest("asked to end"),
            ControlCodec.Read((byte[])[.. later, 0xc3], ControlCodec.ManifestOf(new LeaveRequest("x"))));
    }

    [Fact]
    public void WhatIsTooLongIsRefusedBeforeItIsRead()
    {
        var error = Assert.Throws<ProtocolException>(
            () => ControlCodec.Read(new byte[Limits.RemoteMessageBytesMax + 1], "50"));

        Assert.Equal("LeaveRequest: at most 507904 bytes expected, 507905 found", error.Message);
    }

    private static Message Again(Message message) =>
        ControlCodec.Read(ControlCodec.Write(message), ControlCodec.ManifestOf(message));
}
