using RnnCluster.Protocol.MessagePack;

namespace RnnCluster.Protocol.Tests.MessagePack;

public sealed class MessagePackReaderTests
{
    /// <summary>What an error may cost: its text and its stack trace.</summary>
    private const long ErrorBytesMax = 16 * 1024;

    private delegate void Reading(ref MessagePackReader reader);

    [Theory]
    [InlineData("cc05", 5)]
    [InlineData("cd0005", 5)]
    [InlineData("ce00000005", 5)]
    [InlineData("cf0000000000000005", 5)]
    [InlineData("d005", 5)]
    [InlineData("d10005", 5)]
    [InlineData("d200000005", 5)]
    [InlineData("d30000000000000005", 5)]
    [InlineData("d0ff", -1)]
    [InlineData("d1ffff", -1)]
    [InlineData("d2ffffffff", -1)]
    [InlineData("d3ffffffffffffffff", -1)]
    public void AnIntegerIsReadInEveryForm(string hex, long value)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex), "test");

        Assert.Equal(value, reader.ReadInt64());
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("a161", "d90161", "da000161", "db0000000161")]
    [InlineData("c40161", "c4 01 61", "c5 0001 61", "c6 00000001 61")]
    [InlineData("9105", "dc 0001 05", "dd 00000001 05", "91 05")]
    [InlineData("810506", "de 0001 05 06", "df 00000001 05 06", "81 05 06")]
    [InlineData("ca3fc00000", "cb 3ff8000000000000", "ca 3fc00000", "ca 3fc00000")]
    public void AllFormsOfAValueReadAlike(params string[] forms)
    {
        string[] texts =
        [
            .. forms.Select(form =>
            {
                byte[] bytes = Convert.FromHexString(form.Replace(" ", "", StringComparison.Ordinal));
                var reader = new MessagePackReader(bytes, "test");
                string text = Samples.PlainText.Of(ref reader);
                Assert.Equal(0, reader.Remaining);
                return text;
            }),
        ];

        Assert.Single(texts.Distinct());
    }

    [Theory]
    [InlineData("", "test: another value expected at byte 0, but the bytes end there")]
    [InlineData("c0", "test: Integer expected at byte 0, Nil found")]
    [InlineData("c1", "test: Integer expected at byte 0, Reserved found")]
    [InlineData("cd01", "test: the value at byte 0 needs 2 more bytes, but only 1 are left")]
    [InlineData("cf8000000000000000", "test: an integer below 2^63 expected at byte 0, 9223372036854775808 found")]
    public void ABadIntegerIsRefused(string hex, string message)
    {
        AssertRefused(hex, message, (ref reader) => reader.ReadInt64());
    }

    [Theory]
    [InlineData("ff", "test: an integer from 0 on expected at byte 0, -1 found")]
    [InlineData("d3ffffffffffffffff", "test: an integer from 0 on expected at byte 0, -1 found")]
    public void ANegativeNumberIsNotUnsigned(string hex, string message)
    {
        AssertRefused(hex, message, (ref reader) => reader.ReadUInt64());
    }

    [Theory]
    [InlineData("c40161", "test: String expected at byte 0, Binary found")]
    [InlineData("a161", "test: a text in UTF-8 expected at byte 0", "ff")]
    [InlineData("a2c3", "test: the value at byte 0 needs 2 more bytes, but only 1 are left")]
    [InlineData("abaaaaaaaaaaaaaaaaaaaaaa", "test: at most 10 bytes expected at byte 0, 11 announced")]
    [InlineData("dbffffffff", "test: at most 10 bytes expected at byte 0, 4294967295 announced")]
    [InlineData("a3eda080", "test: a text in UTF-8 expected at byte 0")]
    [InlineData("a2c080", "test: a text in UTF-8 expected at byte 0")]
    public void ABadTextIsRefused(string hex, string message, string last = "")
    {
        AssertRefused(last.Length > 0 ? hex[..^2] + last : hex, message, (ref reader) => reader.ReadString(10));
    }

    [Theory]
    [InlineData("9500", "test: 5 values announced at byte 0, but only 1 bytes are left")]
    [InlineData("dd80000000", "test: at most 100 values expected at byte 0, 2147483648 announced")]
    [InlineData("dc0065", "test: at most 100 values expected at byte 0, 101 announced")]
    [InlineData("80", "test: Array expected at byte 0, Map found")]
    public void ABadArrayIsRefused(string hex, string message)
    {
        AssertRefused(hex, message, (ref reader) => reader.ReadArrayHeader(100));
    }

    [Fact]
    public void AnArrayIsMeasuredByItsShortestValues()
    {
        AssertRefused(
            "9201020304", "test: 2 values announced at byte 0, but only 4 bytes are left",
            (ref reader) => reader.ReadArrayHeader(100, valueBytesMin: 3));
    }

    [Theory]
    [InlineData("dd80000000")]
    [InlineData("ddffffffff")]
    [InlineData("df80000000")]
    [InlineData("9fdd7fffffff")]
    [InlineData("dbffffffff")]
    [InlineData("c6ffffffff")]
    [InlineData("c9ffffffff00")]
    [InlineData("c7ff00")]
    [InlineData("d8")]
    [InlineData("d4")]
    [InlineData("9281c3")]
    [InlineData("c1")]
    public void AValueThatIsNotThereIsNotSkippedAndCostsNothing(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Throws<ProtocolException>(() => new MessagePackReader(bytes, "test").Skip());

        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            new MessagePackReader(bytes, "test").Skip();
        }
        catch (ProtocolException)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ErrorBytesMax);
    }

    [Fact]
    public void AnExtensionIsSkippedInEveryForm()
    {
        byte[] bytes = Convert.FromHexString(
            "d401aa" + "d501aaaa" + "d601aaaaaaaa" + "d701aaaaaaaaaaaaaaaa" + "d801" + new string('a', 32)
            + "c70101aa" + "c8000101aa" + "c90000000101aa" + "c70001" + "07");
        var reader = new MessagePackReader(bytes, "test");
        for (int form = 0; form < 9; form++)
        {
            Assert.Equal(MessagePackKind.Extension, reader.Peek());
            reader.Skip();
        }

        Assert.Equal(7, reader.ReadInt64());
    }

    [Fact]
    public void AMillionArraysWithinOneAnotherAreSkippedWithoutAStack()
    {
        var bytes = new byte[1_000_001];
        bytes.AsSpan(..^1).Fill(0x91);
        var reader = new MessagePackReader(bytes, "test");

        reader.Skip();

        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void AnErrorNamesTheByteWhereTheValueBegins()
    {
        byte[] bytes = [0x93, 0x01, 0xA1, (byte)'a', 0xC0];
        ProtocolException error = Assert.Throws<ProtocolException>(() =>
        {
            var reader = new MessagePackReader(bytes, "test");
            reader.ReadArrayHeader(3);
            reader.Skip();
            reader.Skip();
            return reader.ReadBoolean();
        });

        Assert.Equal("test: Boolean expected at byte 4, Nil found", error.Message);
    }

    private static void AssertRefused(string hex, string message, Reading read)
    {
        byte[] bytes = Convert.FromHexString(hex);
        ProtocolException error = Assert.Throws<ProtocolException>(() =>
        {
            var reader = new MessagePackReader(bytes, "test");
            read(ref reader);
        });
        Assert.Equal(message, error.Message);
    }
}
