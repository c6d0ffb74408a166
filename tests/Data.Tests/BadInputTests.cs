using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

/// <summary>What a user may get wrong about data, with the very message; {} stands for the folder.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly CorpusOptions _characters = new() { Tokenizer = TokenizerKind.Character };
    private static readonly CorpusOptions _words = new() { Tokenizer = TokenizerKind.Word };

    private static readonly Dictionary<string, (CorpusOptions Options, string Message)> _cases = new()
    {
        ["missing file"] = (
            _characters with { Text = "{}/none.txt" },
            "{}/none.txt: there is no such file; check the path."),
        ["missing folder"] = (
            _characters with { Text = "{}/none/a.txt" },
            "{}/none/a.txt: there is no such file; check the path."),
        ["directory"] = (
            _characters with { Text = "{}" },
            "{}: this is a directory; name a text file."),
        ["empty"] = (
            _characters with { Text = "{}/empty.txt" },
            "{}/empty.txt: the file is empty; give a text with at least one character."),
        ["nothing but a mark"] = (
            _characters with { Text = "{}/mark.txt" },
            "{}/mark.txt: the file is empty; give a text with at least one character."),
        ["latin-1"] = (
            _characters with { Text = "{}/latin.txt" },
            "{}/latin.txt: line 2, byte offset 6: 0xE9 starts no valid UTF-8; save the text as UTF-8."),
        ["invalid after a mark"] = (
            _characters with { Text = "{}/marked.txt" },
            "{}/marked.txt: line 1, byte offset 4: 0xFF starts no valid UTF-8; save the text as UTF-8."),
        ["cut inside a character"] = (
            _characters with { Text = "{}/cut.txt" },
            "{}/cut.txt: line 1, byte offset 1: 0xF0 starts no valid UTF-8; save the text as UTF-8."),
        ["encoded surrogate"] = (
            _characters with { Text = "{}/surrogate.txt" },
            "{}/surrogate.txt: line 1, byte offset 0: 0xED starts no valid UTF-8; save the text as UTF-8."),
        ["utf-16"] = (
            _characters with { Text = "{}/utf16.txt" },
            "{}/utf16.txt: line 1, byte offset 0: 0xFF starts no valid UTF-8; save the text as UTF-8."),
        ["plain text called gz"] = (
            _characters with { Text = "{}/plain.gz" },
            "{}/plain.gz: this is no intact gzip file; copy or pack it again, "
            + "or take .gz off the name of a plain text."),
        ["bad validation file"] = (
            _characters with { Training = "{}/good.txt", Validation = "{}/latin.txt" },
            "{}/latin.txt: line 2, byte offset 6: 0xE9 starts no valid UTF-8; save the text as UTF-8."),
        ["character the vocabulary lacks"] = (
            _characters with { Text = "{}/good.txt", Vocabulary = Vocabulary.OfCharacters("go\n") },
            "{}/good.txt: line 1, column 4: the character U+0064 'd' is not among the 3 of the vocabulary; "
            + "remove it, or train on a text that has it."),
        ["no text at all"] = (
            _characters,
            "data: give either one text or a training file, not both and not none."),
        ["two texts"] = (
            _characters with { Text = "{}/good.txt", Training = "{}/good.txt" },
            "data: give either one text or a training file, not both and not none."),
        ["a part beside one text"] = (
            _characters with { Text = "{}/good.txt", Test = "{}/good.txt" },
            "data: {}/good.txt cannot stand beside one text, which holds all parts; "
            + "give the training part a file too, or use a split."),
        ["negative fraction"] = (
            _characters with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, -0.1, 0.1) },
            "split [0.9, -0.1, 0.1]: every fraction must lie between 0 and 1."),
        ["no number"] = (
            _words with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, double.NaN, 0.1) },
            "split [0.9, NaN, 0.1]: every fraction must lie between 0 and 1."),
        ["nothing to train on"] = (
            _words with { Text = "{}/good.txt", Split = new CorpusSplit(0, 0.5, 0.5) },
            "split [0, 0.5, 0.5]: the training part must be more than 0."),
        ["more than the whole"] = (
            _characters with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, 0.1, 0.1) },
            "split [0.9, 0.1, 0.1]: the fractions add up to 1.1; they may not exceed 1."),
        ["cap of one"] = (
            _words with { Text = "{}/good.txt", VocabularySizeMax = 1 },
            "data: a vocabulary of at most 1 symbols cannot be; the bound is for words, and at least 2."),
        ["cap on characters"] = (
            _characters with { Text = "{}/good.txt", VocabularySizeMax = 50 },
            "data: a vocabulary of at most 50 symbols cannot be; the bound is for words, and at least 2."),
        ["line ends of characters"] = (
            _characters with { Text = "{}/good.txt", LineEnd = true },
            "data: line ends are words only for the word tokenizer."),
        ["vocabulary of another kind"] = (
            _words with { Text = "{}/good.txt", LineEnd = true, Vocabulary = Vocabulary.OfCharacters("a") },
            "data: the vocabulary holds characters, but the run asks for words with line ends; "
            + "use the vocabulary of this run."),
    };

    private readonly TextFolder _folder = new();

    public static TheoryData<string> Cases => [.. _cases.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AMistakeGetsItsMessage(string name)
    {
        _folder.Write("good.txt", "good\n");
        _folder.Write("empty.txt", "");
        _folder.Write("mark.txt", [0xEF, 0xBB, 0xBF]);
        _folder.Write("latin.txt", [.. "abc\ncl"u8, 0xE9, .. "\n"u8]);
        _folder.Write("marked.txt", [0xEF, 0xBB, 0xBF, (byte)'a', 0xFF]);
        _folder.Write("cut.txt", [(byte)'a', 0xF0, 0x9F, 0x98]);
        _folder.Write("surrogate.txt", [0xED, 0xA0, 0x80]);
        _folder.Write("utf16.txt", [0xFF, 0xFE, (byte)'a', 0]);
        _folder.Write("plain.gz", "not packed");
        (CorpusOptions options, string message) = _cases[name];
        var refusal = Assert.Throws<InputException>(() => Corpus.Load(options with
        {
            Text = Expand(options.Text),
            Training = Expand(options.Training),
            Validation = Expand(options.Validation),
            Test = Expand(options.Test),
        }));
        Assert.Equal(Expand(message), refusal.Message);
    }

    public void Dispose() => _folder.Dispose();

    private string? Expand(string? text) => text?.Replace("{}", _folder.Path, StringComparison.Ordinal);
}
