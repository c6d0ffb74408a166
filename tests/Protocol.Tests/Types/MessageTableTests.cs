using System.Globalization;
using System.Reflection;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Fields;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Types;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Types;

public sealed class MessageTableTests
{
    private const int RandomMessagesPerType = 300;

    private static readonly Type[] Messages =
    [
        .. typeof(Message).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    [Fact]
    public void EveryMessageIsInTheTableUnderItsName()
    {
        Assert.Equal(
            Messages.Select(type => (type, type.Name)),
            MessageTable.All.Select(type => (type.Type, type.Id.ToString()))
                .OrderBy(type => type.Type.FullName, StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<MessageId>(), MessageTable.All.Select(type => type.Id));
    }

    [Fact]
    public void EveryMessageHasASample()
    {
        Assert.Equal(
            MessageTable.All.Select(type => type.Type),
            SampleMessages.All.Select(sample => sample.Message.GetType()));
    }

    [Fact]
    public void AMessageHasAsManyFieldsAsItsRecordAndThePayloadLast()
    {
        foreach (MessageType type in MessageTable.All)
        {
            ParameterInfo[] parameters = type.Type.GetConstructors().Single().GetParameters();
            Assert.Equal(parameters.Length, type.FieldCount);
            Assert.Equal(type.Type.IsSubclassOf(typeof(BulkMessage)), type.IsBulk);
            Assert.Equal(type.IsBulk, parameters is [.., { ParameterType.Name: nameof(Payload) }]);
        }
    }

    [Fact]
    public void EveryMessageComesBackAsItWas()
    {
        var pool = new PayloadPool();
        var draws = new Draws(1);
        var envelopes = new List<Envelope>(SampleMessages.All);
        foreach (Type type in Messages)
        {
            envelopes.AddRange(Enumerable.Range(0, RandomMessagesPerType)
                .Select(_ => RandomMessages.Envelope(type, draws, pool)));
        }

        foreach (Envelope sent in envelopes)
        {
            Envelope read = Assert.Single(Frames.Read(Frames.KindOf(sent.Message), pool, Frames.Bytes(sent)));

            Assert.Equal(sent.Message.GetType(), read.Message.GetType());
            Assert.Equal(PlainText.Of(sent), PlainText.Of(read));
            (sent.Message as BulkMessage)?.Release();
            (read.Message as BulkMessage)?.Release();
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void AnEnumerationCountsFromZeroWithoutAGap()
    {
        Assert.Equal([0, 1], Numbers<ConnectionKind>());
        Assert.Equal([0, 1], Numbers<SliceEncoding>());
        Assert.Equal([0, 1], Numbers<AssignmentReason>());
        Assert.Equal([0, 1, 2, 3, 4, 5], Numbers<MemberState>());
    }

    private static IEnumerable<int> Numbers<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        Assert.Equal(values, Enumerable.Range(0, EnumValues<T>.Count).Select(EnumValues<T>.ValueOf));
        return values.Select(value => Convert.ToInt32(value, CultureInfo.InvariantCulture));
    }
}
