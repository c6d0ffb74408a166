using System.Globalization;
using System.Reflection;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Contracts;

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
    public void EveryMessageHasANumberOfItsOwn()
    {
        Assert.Equal(
            Messages,
            MessageTable.All.Select(type => type.Type).OrderBy(type => type.FullName, StringComparer.Ordinal));
        Assert.Equal(MessageTable.All.Count, MessageTable.All.Select(type => type.Number).Distinct().Count());
    }

    /// <summary>A formatter of ours fills properties, so a record may have nothing else, in another order.</summary>
    [Fact]
    public void TheKeysOfAContractAreThePlacesOfItsConstructor()
    {
        foreach (Type type in (Type[])[.. Messages, typeof(Assignment), typeof(Histogram)])
        {
            ParameterInfo[] parameters = type.GetConstructors().Single().GetParameters();
            for (int place = 0; place < parameters.Length; place++)
            {
                PropertyInfo property = type.GetProperty(parameters[place].Name!)!;
                bool isPayload = property.IsDefined(typeof(IgnoreMemberAttribute));
                Assert.Equal(isPayload, property.PropertyType == typeof(Payload));
                Assert.Equal(isPayload ? null : place, property.GetCustomAttribute<KeyAttribute>()?.IntKey);
            }

            Assert.Equal(
                parameters.Length,
                type.GetProperties().Count(property => property.CanWrite));
        }
    }

    [Fact]
    public void TheResolverKnowsNoTypeButThoseOfThisProtocol()
    {
        ContractResolver resolver = ContractResolver.Instance;

        Assert.Same(MessagePackSecurity.UntrustedData, ContractResolver.Options.Security);
        Assert.Same(resolver, ContractResolver.Options.Resolver);
        Assert.NotNull(resolver.GetFormatter<Health.Heartbeat>());
        Assert.NotNull(resolver.GetFormatter<IReadOnlyList<Assignment>>());
        Assert.Null(resolver.GetFormatter<object>());
        Assert.Null(resolver.GetFormatter<Message>());
        Assert.Null(resolver.GetFormatter<Exception>());
        Assert.Null(resolver.GetFormatter<Dictionary<string, string>>());
        Assert.Null(resolver.GetFormatter<byte[]>());
        Assert.Null(resolver.GetFormatter<Foreign>());
        MessagePackSerializationException refused = Assert.Throws<MessagePackSerializationException>(
            () => MessagePackSerializer.Deserialize<object>(new byte[] { 0x90 }, ContractResolver.Options));
        Assert.IsType<FormatterNotRegisteredException>(refused.InnerException);
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

    /// <summary>A contract of another assembly.</summary>
    [MessagePackObject]
    public sealed record Foreign([property: Key(0)] int Number);
}
