using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

public sealed class VocabularyTests
{
    [Fact]
    public void TheFileIsTheseBytes()
    {
        const string expected =
            """
            {
              "format": 1,
              "kind": "character",
              "lineEnd": false,
              "symbols": [
                "\u0009",
                "\n",
                " ",
                "\"",
                "\\",
                "a",
                "\u00a0",
                "é",
                "\u2028",
                "😀"
              ]
            }

            """;
        byte[] json = Vocabulary.OfCharacters("a\t\n \"\\\u00A0\u2028é😀").ToJson();
        Assert.Equal(expected, Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void TheHashIsThatOfTheFile()
    {
        var vocabulary = Vocabulary.OfWords("a b\n", lineEnd: true);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(vocabulary.ToJson())), vocabulary.Hash);

        // sha256sum of the same file written by a shell's printf.
        Assert.Equal("73b47b94", vocabulary.Hash[..8]);
    }

    [Fact]
    public void TheHashTellsKindsLineEndsAndOrderApart()
    {
        string[] hashes =
        [
            Vocabulary.OfWords("a b", lineEnd: false).Hash,
            Vocabulary.OfWords("a b", lineEnd: true).Hash,
            Vocabulary.OfWords("a b b", lineEnd: false).Hash,
            Vocabulary.OfCharacters("ab").Hash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void AVocabularyComesBackFromItsFile()
    {
        Vocabulary[] vocabularies =
        [
            Vocabulary.OfCharacters("a\0\t\r\n \"\\\u007F\u0085é\uFFFF😀"),
            Vocabulary.OfWords("a \"b\" \\ 😀\n c\u0001 <eos>", lineEnd: true),
            Vocabulary.OfWords("", lineEnd: false),
        ];
        foreach (Vocabulary vocabulary in vocabularies)
        {
            var back = Vocabulary.FromJson(vocabulary.ToJson(), "vocabulary.json");
            Assert.Equal(vocabulary.Kind, back.Kind);
            Assert.Equal(vocabulary.LineEnd, back.LineEnd);
            Assert.Equal(vocabulary.Hash, back.Hash);
            Assert.Equal(vocabulary.ToJson(), back.ToJson());
        }
    }

    [Fact]
    public void ASymbolFindsItsTokenAndAnotherFindsNone()
    {
        var vocabulary = Vocabulary.OfWords("b b a", lineEnd: false);
        Assert.True(vocabulary.TryFind("a", out int token));
        Assert.Equal(2, token);
        Assert.False(vocabulary.TryFind("c", out _));
    }

    [Theory]
    [InlineData("", "v.json: line 1: this is no valid JSON; ")]
    [InlineData("{\n\"format\": 1,\n]", "v.json: line 3: this is no valid JSON; ")]
    [InlineData("{\"format\":1,\"format\":1}", "v.json: this is no valid JSON; ")]
    [InlineData("[]", "v.json: this is no JSON object; ")]
    [InlineData("{}", "v.json: \"format\" is missing; ")]
    [InlineData("""{"format":2}""", "v.json: \"format\" is 2, but this version reads 1; ")]
    [InlineData("""{"format":"1"}""", "v.json: \"format\" must be a number; ")]
    [InlineData("""{"format":1,"kind":"byte"}""",
        "v.json: \"kind\" is \"byte\", but it must be \"character\" or \"word\"; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":0}""", "v.json: \"lineEnd\" must be true or false; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":{}}""", "v.json: \"symbols\" must be an array; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":[]}""",
        "v.json: \"symbols\" is empty, but a vocabulary needs at least one; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":["a"]}""",
        "v.json: \"symbols[0]\" must be \"<unk>\"; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":["<unk>","a","a"]}""",
        "v.json: \"symbols[2]\" (\"a\") is there twice; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":["<unk>","a b"]}""",
        "v.json: \"symbols[1]\" is empty or contains white space, so it is no word; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":["<unk>",3]}""",
        "v.json: \"symbols[1]\" is not a string; ")]
    [InlineData("""{"format":1,"kind":"word","lineEnd":true,"symbols":["<unk>","\ud800"]}""",
        "v.json: \"symbols[1]\" is no valid text; ")]
    [InlineData("""{"format":1,"kind":"character","lineEnd":true,"symbols":["a"]}""",
        "v.json: \"lineEnd\" is true, but only words have line ends; ")]
    [InlineData("""{"format":1,"kind":"character","lineEnd":false,"symbols":["a","bc"]}""",
        "v.json: \"symbols[1]\" is not exactly one character; ")]
    [InlineData("""{"format":1,"kind":"character","lineEnd":false,"symbols":[""]}""",
        "v.json: \"symbols[0]\" is not exactly one character; ")]
    [InlineData("""{"format":1,"kind":"character","lineEnd":false,"symbols":["b","a"]}""",
        "v.json: \"symbols[1]\" (U+0061) does not come after U+0062, but code points must ascend; ")]
    public void ADamagedFileIsRefused(string json, string message)
    {
        var refusal = Assert.Throws<InputException>(
            () => Vocabulary.FromJson(Encoding.UTF8.GetBytes(json), "v.json"));
        Assert.Equal(message + "take the vocabulary from an intact checkpoint.", refusal.Message);
    }

    [Fact]
    public void BytesThatAreNoUtf8AreRefused()
    {
        byte[] json = Vocabulary.OfCharacters("aé").ToJson();
        json[Array.IndexOf(json, (byte)0xC3)] = 0xFF;
        Assert.Equal(
            "v.json: \"symbols[1]\" is no valid text; take the vocabulary from an intact checkpoint.",
            Assert.Throws<InputException>(() => Vocabulary.FromJson(json, "v.json")).Message);
    }
}
