using System.Security.Cryptography;
using RnnCluster.Shared;

namespace RnnCluster.Specification.Tests;

public class RunIdHashTests
{
    private static readonly byte[] Data = SHA256.HashData("data"u8);
    private static readonly byte[] Vocabulary = SHA256.HashData("vocabulary"u8);

    /// <summary>
    /// The constant is Python's: sha256(b"rnncluster-run-1" + struct.pack("&lt;q", 2) + b"{}" + sha256(b"data") +
    /// sha256(b"vocabulary") + struct.pack("&lt;i", 1)).
    /// </summary>
    [Fact]
    public void TheIdIsPinned()
    {
        RunId id = RunIdHash.Compute("{}"u8, Data, Vocabulary, 1);

        Assert.Equal("fbccc1a189134ae9e0ad9700fff46023ca47ba20a0fafa185bce1ac3e2f9b695", id.ToString());
    }

    /// <summary>
    /// The constant is Python's: sha256(b"rnncluster-run-from-1" + the id above + sha256(b"state") +
    /// struct.pack("&lt;q", 7)).
    /// </summary>
    [Fact]
    public void TheIdOfARunWithAnOriginIsPinned()
    {
        RunId id = RunIdHash.Compute("{}"u8, Data, Vocabulary, 1);

        Assert.Equal(
            "56f2566cb29756f192d2c2293535fac2ab6d39e742a9e9a6934f6d8fdfde2b41",
            RunIdHash.WithOrigin(id, SHA256.HashData("state"u8), new Step(7)).ToString());
    }

    [Fact]
    public void EveryPartOfTheIdCounts()
    {
        RunId[] ids =
        [
            RunIdHash.Compute("{}"u8, Data, Vocabulary, 1),
            RunIdHash.Compute("{} "u8, Data, Vocabulary, 1),
            RunIdHash.Compute("{}"u8, Vocabulary, Vocabulary, 1),
            RunIdHash.Compute("{}"u8, Data, Data, 1),
            RunIdHash.Compute("{}"u8, Data, Vocabulary, 2),
            RunIdHash.WithOrigin(RunIdHash.Compute("{}"u8, Data, Vocabulary, 1), Data, new Step(7)),
            RunIdHash.WithOrigin(RunIdHash.Compute("{}"u8, Data, Vocabulary, 2), Data, new Step(7)),
            RunIdHash.WithOrigin(RunIdHash.Compute("{}"u8, Data, Vocabulary, 1), Vocabulary, new Step(7)),
            RunIdHash.WithOrigin(RunIdHash.Compute("{}"u8, Data, Vocabulary, 1), Data, new Step(8)),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void AnIdReadsBackFromItsDigitsAndBytes()
    {
        RunId id = RunIdHash.Compute("{}"u8, Data, Vocabulary, 1);
        byte[] bytes = new byte[RunId.LengthBytes];
        id.WriteTo(bytes);

        Assert.True(RunId.TryParse(id.ToString(), out RunId parsed));
        Assert.Equal(id, parsed);
        Assert.Equal(id, RunId.FromBytes(bytes));
        Assert.Equal(Convert.ToHexStringLower(bytes), id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("g000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(" 000000000000000000000000000000000000000000000000000000000000000")]
    public void WhatIsNoIdIsNotRead(string? text)
    {
        Assert.False(RunId.TryParse(text, out _));
    }
}
