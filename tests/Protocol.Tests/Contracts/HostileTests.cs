using System.Buffers;
using System.Reflection;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Contracts;

/// <summary>
/// What a hostile sender may put in the place of each field of each message: it is refused by an error that names
/// both, and nothing is allocated for what it announces.
/// </summary>
public sealed class HostileTests
{
    /// <summary>An error with its texts and its stack trace.</summary>
    private const long AllocatedBytesMax = 64 * 1024;

    /// <summary>A type that no field has.</summary>
    private static readonly string[] WrongTypes = ["80", "8100c0", "d40100", "c1", "c709ff"];

    /// <summary>2^31 or 2^32 - 1 bytes or values.</summary>
    private static readonly string[] Boasts =
    [
        "db80000000", "dbffffffff", "c680000000", "c6ffffffff", "dd80000000", "ddffffffff", "dfffffffff", "c9ffffffff",
    ];

    private static readonly Dictionary<Type, int> CountMax = new()
    {
        [typeof(long)] = Limits.BucketsMax,
        [typeof(double)] = Limits.SliceBlocksMax,
        [typeof(string)] = Limits.LabelsMax,
        [typeof(NodeId)] = Limits.NodesMax,
        [typeof(TreeNode)] = Limits.SubtreesMax,
        [typeof(Assignment)] = Limits.NodesMax,
    };

    public static TheoryData<string> Names => [.. MessageTable.All.Select(type => type.Name)];

    public static TheoryData<string, string> Lists
    {
        get
        {
            var lists = new TheoryData<string, string>();
            foreach (MessageType type in MessageTable.All)
            {
                foreach (PropertyInfo list in type.Type.GetProperties().Where(IsList))
                {
                    lists.Add(type.Name, list.Name);
                }
            }

            return lists;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AFieldOfAnotherTypeOrOfAnUntrueLengthIsRefusedByItsName(string name)
    {
        var contract = new Contract(name);
        foreach (PropertyInfo field in contract.Fields)
        {
            foreach (string value in (string[])[.. WrongTypes, .. Boasts])
            {
                Assert.StartsWith($"{name}.{field.Name}: ", contract.Refusal(field, Convert.FromHexString(value)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AValueOutOfItsBoundsIsRefusedByItsName(string name)
    {
        var contract = new Contract(name);
        foreach (PropertyInfo field in contract.Fields)
        {
            byte[]? value = field.PropertyType switch
            {
                { IsEnum: true } type => [(byte)Enum.GetValues(type).Length],
                { } type when type == typeof(string) => [0xDA, 0x08, 0x01, .. Enumerable.Repeat((byte)'x', 2_049)],
                { } type when type == typeof(int) || type == typeof(long) || type == typeof(Step) => [0xFF],
                _ => null,
            };
            if (value is not null)
            {
                Assert.StartsWith($"{name}.{field.Name}: ", contract.Refusal(field, value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void AListOfOneValueTooManyIsRefused(string name, string field)
    {
        var contract = new Contract(name);
        PropertyInfo list = contract.Fields.Single(known => known.Name == field);
        bool isCurve = list.IsDefined(typeof(MessagePackFormatterAttribute));
        int max = isCurve ? Limits.CurvePointsMax : CountMax[list.PropertyType.GenericTypeArguments[0]];
        int tooMany = max + 1;
        byte[] value = contract.FirstOf(list);
        byte[] values =
        [
            0xDC, (byte)(tooMany >> 8), (byte)tooMany, .. Enumerable.Repeat(value, tooMany).SelectMany(bytes => bytes),
        ];

        Assert.Matches(
            $"^{name}.{field}: at most {max} values expected at byte [0-9]+, {tooMany} announced$",
            contract.Refusal(list, values));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AMessageWithoutOneOfItsFieldsIsRefusedAndTheFirstIsNamed(string name)
    {
        var contract = new Contract(name);
        for (int count = 0; count < contract.Values.Count; count++)
        {
            byte[] head = [(byte)(0x90 + count), .. contract.Values.Take(count).SelectMany(value => value)];
            string missing = count < contract.Fields.Count ? contract.Fields[count].Name : nameof(BulkMessage.Payload);

            Assert.EndsWith($"{count} found: {missing} is missing", contract.Refusal(head));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatAHostileSenderPutsBehindTheFieldsIsRefused(string name)
    {
        var contract = new Contract(name);
        byte[] array = [.. Enumerable.Repeat((byte)0x91, 1_000_000), 0xC0];
        byte[] map = [.. Enumerable.Repeat<byte[]>([0x81, 0xC0], 400_000).SelectMany(level => level), 0xC0];

        Assert.Contains("a value with at most 32 others around it expected", Refused(array), StringComparison.Ordinal);
        Assert.Contains("a value with at most 32 others around it expected", Refused(map), StringComparison.Ordinal);
        foreach (string value in (string[])["c1", .. Boasts])
        {
            Assert.StartsWith($"{name}: ", Refused(Convert.FromHexString(value)));
        }

        string Refused(byte[] value) => contract.Refusal(contract.With(value));
    }

    /// <summary>A field of a later version is passed over, whatever it is and as deep as is allowed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AFieldThatThisVersionDoesNotKnowIsPassedOver(string name)
    {
        var contract = new Contract(name);
        foreach (string value in (string[])["c0", "c2", "81a16101", "c403010203", "d40100", $"{Nested(32)}c0"])
        {
            Assert.Equal(contract.Text, contract.Read(contract.With(Convert.FromHexString(value))));
        }

        static string Nested(int levels) => string.Concat(Enumerable.Repeat("91", levels));
    }

    /// <summary>Keys are places, so none can come twice: a map of keys is another type.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AMapInTheMessagesPlaceIsRefused(string name)
    {
        Assert.Equal(
            $"{name}: Array expected at byte 0, Map found",
            new Contract(name).Refusal(Convert.FromHexString("8400010001a1610000c0")));
    }

    private static bool IsList(PropertyInfo field) =>
        field.IsDefined(typeof(KeyAttribute))
        && field.PropertyType is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    /// <summary>A sample of a message, in pieces.</summary>
    private sealed class Contract
    {
        private readonly MessageType type;
        private readonly PayloadPool pool = new();
        private readonly int payloadLength;

        public Contract(string name)
        {
            type = MessageTable.All.Single(known => known.Name == name);
            Message sample = SampleMessages.All.Select(sample => sample.Message)
                .First(message => message.GetType() == type.Type);
            payloadLength = (sample as BulkMessage)?.Payload.Length ?? 0;
            Text = PlainText.Of(new Envelope("to", null, sample));
            Fields =
            [
                .. type.Type.GetProperties()
                    .Where(property => property.IsDefined(typeof(KeyAttribute)))
                    .OrderBy(property => property.GetCustomAttribute<KeyAttribute>()!.IntKey),
            ];
            Values = Split(sample);
        }

        /// <summary>The message in words.</summary>
        public string Text { get; }

        /// <summary>Its fields, but for a payload.</summary>
        public IReadOnlyList<PropertyInfo> Fields { get; }

        /// <summary>The bytes of each, and behind them those of a payload's length.</summary>
        public List<byte[]> Values { get; }

        /// <summary>The bytes of a list's first value.</summary>
        public byte[] FirstOf(PropertyInfo list)
        {
            byte[] values = Values[Fields.ToList().IndexOf(list)];
            var reader = new MessagePackReader(values);
            Assert.NotEqual(0, reader.ReadArrayHeader());
            int start = (int)reader.Consumed;
            reader.Skip();
            return values[start..(int)reader.Consumed];
        }

        /// <summary>The message with a field that this version does not know.</summary>
        public byte[] With(byte[] unknown) =>
            Head([.. Values.Take(Fields.Count), unknown, .. Values.Skip(Fields.Count)]);

        /// <summary>Reads a message with another value in a field's place.</summary>
        public string Refusal(PropertyInfo field, byte[] value) =>
            Refusal(Head([.. Values.Select((own, place) => Fields.ElementAtOrDefault(place) == field ? value : own)]));

        /// <summary>Reads a message that must be refused.</summary>
        /// <returns>What the error says.</returns>
        public string Refusal(byte[] head)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ProtocolException error = Assert.Throws<ProtocolException>(() => _ = ReadMessage(head));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, AllocatedBytesMax);
            Assert.Equal(0, pool.Outstanding);
            return error.Message;
        }

        /// <summary>Reads a message.</summary>
        /// <returns>It in words.</returns>
        public string Read(byte[] head)
        {
            Message message = ReadMessage(head);
            if (message is BulkMessage bulk)
            {
                Envelope sample = SampleMessages.All.Single(sample => sample.Message.GetType() == type.Type);
                ((BulkMessage)sample.Message).Payload.Span.CopyTo(bulk.Payload.Span);
            }

            string text = PlainText.Of(new Envelope("to", null, message));
            (message as IReleasable)?.Release();
            return text;
        }

        private Message ReadMessage(byte[] head)
        {
            var reader = new MessagePackReader(head);
            return type.Read(ref reader, payloadLength, pool, out _);
        }

        private static byte[] Head(List<byte[]> values) =>
            [(byte)(0x90 + values.Count), .. values.SelectMany(value => value)];

        private List<byte[]> Split(Message sample)
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(output);
            type.Write(ref writer, sample, fieldsBehind: 0);
            writer.Flush();
            var reader = new MessagePackReader(output.WrittenMemory);
            reader.ReadArrayHeader();
            var values = new List<byte[]>();
            foreach (PropertyInfo _ in Fields)
            {
                int start = (int)reader.Consumed;
                reader.Skip();
                values.Add(output.WrittenSpan[start..(int)reader.Consumed].ToArray());
            }

            if (type.IsBulk)
            {
                values.Add(output.WrittenSpan[(int)reader.Consumed..].ToArray());
            }

            return values;
        }
    }
}
