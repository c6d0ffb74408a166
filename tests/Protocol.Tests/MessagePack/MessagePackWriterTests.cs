using System.Buffers;
using RnnCluster.Protocol.MessagePack;
using RnnCluster.Protocol.Tests.Samples;

namespace RnnCluster.Protocol.Tests.MessagePack;

public sealed class MessagePackWriterTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "cc80")]
    [InlineData(255, "ccff")]
    [InlineData(256, "cd0100")]
    [InlineData(65_535, "cdffff")]
    [InlineData(65_536, "ce00010000")]
    [InlineData(4_294_967_295, "ceffffffff")]
    [InlineData(4_294_967_296, "cf0000000100000000")]
    [InlineData(long.MaxValue, "cf7fffffffffffffff")]
    [InlineData(-1, "ff")]
    [InlineData(-32, "e0")]
    [InlineData(-33, "d0df")]
    [InlineData(-128, "d080")]
    [InlineData(-129, "d1ff7f")]
    [InlineData(-32_768, "d18000")]
    [InlineData(-32_769, "d2ffff7fff")]
    [InlineData(-2_147_483_648, "d280000000")]
    [InlineData(-2_147_483_649, "d3ffffffff7fffffff")]
    [InlineData(long.MinValue, "d38000000000000000")]
    public void AnIntegerHasItsShortestForm(long value, string hex)
    {
        Assert.Equal(hex, Hex(pack => pack.Write(value)));
    }

    [Fact]
    public void EveryOtherValueHasTheFormOfTheFormatsDescription()
    {
        Assert.Equal("c0", Hex(pack => pack.WriteNil()));
        Assert.Equal("c2c3", Hex(pack =>
        {
            pack.Write(false);
            pack.Write(true);
        }));
        Assert.Equal("cfffffffffffffffff", Hex(pack => pack.Write(ulong.MaxValue)));
        Assert.Equal("ca3fc00000", Hex(pack => pack.Write(1.5f)));
        Assert.Equal("cb3ff8000000000000", Hex(pack => pack.Write(1.5)));
        Assert.Equal("a3c3a461", Hex(pack => pack.Write("äa")));
        Assert.Equal("c403010203", Hex(pack => pack.WriteBinary([1, 2, 3])));
    }

    [Theory]
    [InlineData(15, "8f", "9f", "af", "c40f")]
    [InlineData(16, "de0010", "dc0010", "b0", "c410")]
    [InlineData(31, "de001f", "dc001f", "bf", "c41f")]
    [InlineData(32, "de0020", "dc0020", "d920", "c420")]
    [InlineData(255, "de00ff", "dc00ff", "d9ff", "c4ff")]
    [InlineData(256, "de0100", "dc0100", "da0100", "c50100")]
    [InlineData(65_535, "deffff", "dcffff", "daffff", "c5ffff")]
    [InlineData(65_536, "df00010000", "dd00010000", "db00010000", "c600010000")]
    public void ALengthHasItsShortestForm(int length, string map, string array, string text, string binary)
    {
        Assert.Equal(map, Hex(pack => pack.WriteMapHeader(length)));
        Assert.Equal(array, Hex(pack => pack.WriteArrayHeader(length)));
        Assert.Equal(text, Hex(pack => pack.Write(new string('a', length)))[..^(2 * length)]);
        Assert.Equal(text, Hex(pack => pack.WriteString(new byte[length]))[..^(2 * length)]);
        Assert.Equal(binary, Hex(pack => pack.WriteBinaryHeader(length)));
    }

    [Fact]
    public void HalfASurrogatePairBecomesTheReplacementCharacter()
    {
        Assert.Equal("a561efbfbd62", Hex(pack => pack.Write("a\ud834b")));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var draws = new Draws(2);
        for (int round = 0; round < 2_000; round++)
        {
            var output = new ArrayBufferWriter<byte>();
            string expected = RandomValues.Write(new MessagePackWriter(output), draws);
            var reader = new MessagePackReader(output.WrittenSpan, "test");
            MessagePackReader skipping = reader;

            Assert.Equal(expected, PlainText.Of(ref reader));
            skipping.Skip();
            Assert.Equal(0, reader.Remaining);
            Assert.Equal(0, skipping.Remaining);
        }
    }

    private static string Hex(Action<MessagePackWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new MessagePackWriter(output));
        return Convert.ToHexStringLower(output.WrittenSpan);
    }
}
