namespace RnnCluster.Data.Tests;

public sealed class CorpusTests : IDisposable
{
    private readonly TextFolder folder = new();

    [Fact]
    public void ATextOfCharactersIsCutInOrderAndItsVocabularyIsThatOfTheWhole()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Character,
            Text = folder.Write("a.txt", "aaaaab😀cdz"),
            Split = new CorpusSplit(0.5, 0.25, 0.25),
        });
        Assert.Equal("aaaaa", Decode(corpus, corpus.Training));
        Assert.Equal("b😀", Decode(corpus, corpus.Validation));
        Assert.Equal("cdz", Decode(corpus, corpus.Test));
        Assert.Equal(6, corpus.Vocabulary.Count);
    }

    [Fact]
    public void ATextOfWordsTakesItsVocabularyFromTheTrainingPart()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Word,
            Text = folder.Write("a.txt", "b a b\nc a d\nd d d\n"),
            Split = new CorpusSplit(0.5, 0.25, 0.25),
            LineEnd = true,
        });

        // 12 words, the line ends among them; the first six are "b a b <eos> c a".
        Assert.Equal([2, 1, 2, 3, 4, 1], corpus.Training.ToArray());
        Assert.Equal([0, 3, 0], corpus.Validation.ToArray());
        Assert.Equal([0, 0, 3], corpus.Test.ToArray());
        Assert.Equal(5, corpus.Vocabulary.Count);
        Assert.Equal("<eos>", corpus.Vocabulary[3]);
    }

    [Fact]
    public void PartsEndWhereTheUsersDigitsSay()
    {
        // In binary, 0.9 + 0.05 exceeds 0.95 and 0.7 + 0.1 stays below 0.8.
        Assert.Equal((1003854, 1059624, 1115394), new CorpusSplit(0.9, 0.05, 0.05).Cut(1115394));
        Assert.Equal((70, 80, 90), new CorpusSplit(0.7, 0.1, 0.1).Cut(100));
        Assert.Equal((29, 58, 100), new CorpusSplit(0.29, 0.29, 0.42).Cut(100));
    }

    [Fact]
    public void WhatTheFractionsLeaveOverBelongsToNoPart()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Character,
            Text = folder.Write("a.txt", "abcdefghij"),
            Split = new CorpusSplit(0.5, 0.2, 0),
        });
        Assert.Equal("abcde", Decode(corpus, corpus.Training));
        Assert.Equal("fg", Decode(corpus, corpus.Validation));
        Assert.True(corpus.Test.IsEmpty);
        Assert.Equal(10, corpus.Vocabulary.Count);
    }

    [Fact]
    public void FilesOfTheirOwnShareOneVocabularyOfCharacters()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Character,
            Training = folder.Write("a.txt", "bd"),
            Validation = folder.Write("b.txt.gz", TextFolder.Gzip("ca")),
            Test = folder.Write("c.txt", "e"),
        });
        Assert.Equal([1, 3], corpus.Training.ToArray());
        Assert.Equal([2, 0], corpus.Validation.ToArray());
        Assert.Equal([4], corpus.Test.ToArray());
    }

    [Fact]
    public void AFixedVocabularyIsUsedAsItIs()
    {
        var vocabulary = Vocabulary.OfWords("x y y", lineEnd: false);
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Word,
            Text = folder.Write("a.txt", "x y z"),
            Vocabulary = vocabulary,
        });
        Assert.Same(vocabulary, corpus.Vocabulary);
        Assert.Equal([2, 1, 0], corpus.Training.ToArray());
    }

    [Fact]
    public void TheDataHashOfOneTextIsTheHashOfItsBytes()
    {
        CorpusOptions options = new()
        {
            Tokenizer = TokenizerKind.Character,
            Text = folder.Write("a.txt", "abc"),
        };
        string packed = folder.Write("b.txt.gz", TextFolder.Gzip("abc"));
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Corpus.Load(options).DataHash);
        Assert.Equal(Corpus.Load(options).DataHash, Corpus.Load(options with { Text = packed }).DataHash);
    }

    [Fact]
    public void TheDataHashTellsWhichFileIsWhichPart()
    {
        string a = folder.Write("a.txt", "abc");
        string b = folder.Write("b.txt", "abd");
        CorpusOptions options = new() { Tokenizer = TokenizerKind.Character, Training = a };
        string[] hashes =
        [
            Corpus.Load(options).DataHash,
            Corpus.Load(options with { Validation = b }).DataHash,
            Corpus.Load(options with { Test = b }).DataHash,
            Corpus.Load(options with { Training = b, Validation = a }).DataHash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());

        // { printf 'training '; printf abc | sha256sum | cut -c1-64; } | sha256sum
        Assert.Equal("8a2afbc4", hashes[0][..8]);
    }

    public void Dispose() => folder.Dispose();

    private static string Decode(Corpus corpus, ReadOnlyMemory<int> tokens) => corpus.Tokenizer.Decode(tokens.Span);
}
