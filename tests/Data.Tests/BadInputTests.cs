using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

/// <summary>What a user may get wrong about data, with the very message; {} stands for the folder.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly CorpusOptions Characters = new() { Tokenizer = TokenizerKind.Character };
    private static readonly CorpusOptions Words = new() { Tokenizer = TokenizerKind.Word };

    private static readonly Dictionary<string, (CorpusOptions Options, string Message)> CaseOf = new()
    {
        ["missing file"] = (
            Characters with { Text = "{}/none.txt" },
            "{}/none.txt: there is no such file; check the path."),
        ["missing folder"] = (
            Characters with { Text = "{}/none/a.txt" },
            "{}/none/a.txt: there is no such file; check the path."),
        ["directory"] = (
            Characters with { Text = "{}" },
            "{}: this is a directory; name a text file."),
        ["empty"] = (
            Characters with { Text = "{}/empty.txt" },
            "{}/empty.txt: the file is empty; give a text with at least one character."),
        ["nothing but a mark"] = (
            Characters with { Text = "{}/mark.txt" },
            "{}/mark.txt: the file is empty; give a text with at least one character."),
        ["latin-1"] = (
            Characters with { Text = "{}/latin.txt" },
            "{}/latin.txt: line 2, byte offset 6: 0xE9 starts no valid UTF-8; save the text as UTF-8."),
        ["invalid after a mark"] = (
            Characters with { Text = "{}/marked.txt" },
            "{}/marked.txt: line 1, byte offset 4: 0xFF starts no valid UTF-8; save the text as UTF-8."),
        ["cut inside a character"] = (
            Characters with { Text = "{}/cut.txt" },
            "{}/cut.txt: line 1, byte offset 1: 0xF0 starts no valid UTF-8; save the text as UTF-8."),
        ["encoded surrogate"] = (
            Characters with { Text = "{}/surrogate.txt" },
            "{}/surrogate.txt: line 1, byte offset 0: 0xED starts no valid UTF-8; save the text as UTF-8."),
        ["utf-16"] = (
            Characters with { Text = "{}/utf16.txt" },
            "{}/utf16.txt: this is UTF-16 text; convert it to UTF-8: iconv -f UTF-16 -t UTF-8."),
        ["packed utf-16"] = (
            Characters with { Text = "{}/utf16.txt.GZ" },
            "{}/utf16.txt.GZ: this is packed UTF-16 text; convert it to UTF-8: "
            + "gzip -dc | iconv -f UTF-16 -t UTF-8 | gzip."),
        ["packed utf-32 without a mark"] = (
            Characters with { Text = "{}/utf32.gz" },
            "{}/utf32.gz: this is packed UTF-32BE text; convert it to UTF-8: "
            + "gzip -dc | iconv -f UTF-32BE -t UTF-8 | gzip."),
        ["packed latin-1"] = (
            Characters with { Text = "{}/latin.gz" },
            "{}/latin.gz: line 2, byte offset 6 of the unpacked text: 0xE9 starts no valid UTF-8; "
            + "save the text as UTF-8."),
        ["packed and not called gz"] = (
            Characters with { Text = "{}/packed.txt" },
            "{}/packed.txt: this is gzip data, a text is needed; let its name end in .gz."),
        ["packed twice"] = (
            Characters with { Text = "{}/twice.gz" },
            "{}/twice.gz: this is gzip data, a text is needed; it was packed twice: unpack it once."),
        ["packed by zip"] = (
            Characters with { Text = "{}/a.zip" },
            "{}/a.zip: this is zip data, a text is needed; unpack it, or pack the text with gzip."),
        ["packed by bzip2"] = (
            Characters with { Text = "{}/a.bz2" },
            "{}/a.bz2: this is bzip2 data, a text is needed; unpack it, or pack the text with gzip."),
        ["packed by xz"] = (
            Characters with { Text = "{}/a.xz" },
            "{}/a.xz: this is xz data, a text is needed; unpack it, or pack the text with gzip."),
        ["packed by zstd"] = (
            Characters with { Text = "{}/a.zst" },
            "{}/a.zst: this is zstd data, a text is needed; unpack it, or pack the text with gzip."),
        ["plain text called gz"] = (
            Characters with { Text = "{}/plain.gz" },
            "{}/plain.gz: this is no intact gzip file; copy or pack it again, "
            + "or take .gz off the name of a plain text."),
        ["bad validation file"] = (
            Characters with { Training = "{}/good.txt", Validation = "{}/latin.txt" },
            "{}/latin.txt: line 2, byte offset 6: 0xE9 starts no valid UTF-8; save the text as UTF-8."),
        ["character the vocabulary lacks"] = (
            Characters with { Text = "{}/good.txt", Vocabulary = Vocabulary.OfCharacters("go\n") },
            "{}/good.txt: line 1, column 4: the character U+0064 'd' is not among the 3 of the vocabulary; "
            + "remove it, or train on a text that has it."),
        ["no text at all"] = (
            Characters,
            "data: give either one text or a training file, not both and not none."),
        ["two texts"] = (
            Characters with { Text = "{}/good.txt", Training = "{}/good.txt" },
            "data: give either one text or a training file, not both and not none."),
        ["a part beside one text"] = (
            Characters with { Text = "{}/good.txt", Test = "{}/good.txt" },
            "data: {}/good.txt cannot stand beside one text, which holds all parts; "
            + "give the training part a file too, or use a split."),
        ["negative fraction"] = (
            Characters with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, -0.1, 0.1) },
            "split [0.9, -0.1, 0.1]: every fraction must lie between 0 and 1."),
        ["no number"] = (
            Words with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, double.NaN, 0.1) },
            "split [0.9, NaN, 0.1]: every fraction must lie between 0 and 1."),
        ["nothing to train on"] = (
            Words with { Text = "{}/good.txt", Split = new CorpusSplit(0, 0.5, 0.5) },
            "split [0, 0.5, 0.5]: the training part must be more than 0."),
        ["more than the whole"] = (
            Characters with { Text = "{}/good.txt", Split = new CorpusSplit(0.9, 0.1, 0.1) },
            "split [0.9, 0.1, 0.1]: the fractions add up to 1.1; they may not exceed 1."),
        ["cap of one"] = (
            Words with { Text = "{}/good.txt", VocabularySizeMax = 1 },
            "data: a vocabulary of at most 1 symbols cannot be; the bound is for words, and at least 2."),
        ["cap on characters"] = (
            Characters with { Text = "{}/good.txt", VocabularySizeMax = 50 },
            "data: a vocabulary of at most 50 symbols cannot be; the bound is for words, and at least 2."),
        ["line ends of characters"] = (
            Characters with { Text = "{}/good.txt", LineEnd = true },
            "data: line ends are words only for the word tokenizer."),
        ["vocabulary of another kind"] = (
            Words with { Text = "{}/good.txt", LineEnd = true, Vocabulary = Vocabulary.OfCharacters("a") },
            "data: the vocabulary holds characters, but the run asks for words with line ends; "
            + "use the vocabulary of this run."),
    };

    private readonly TextFolder folder = new();

    public static TheoryData<string> Cases => [.. CaseOf.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AMistakeGetsItsMessage(string name)
    {
        folder.Write("good.txt", "good\n");
        folder.Write("empty.txt", "");
        folder.Write("mark.txt", [0xEF, 0xBB, 0xBF]);
        folder.Write("latin.txt", [.. "abc\ncl"u8, 0xE9, .. "\n"u8]);
        folder.Write("marked.txt", [0xEF, 0xBB, 0xBF, (byte)'a', 0xFF]);
        folder.Write("cut.txt", [(byte)'a', 0xF0, 0x9F, 0x98]);
        folder.Write("surrogate.txt", [0xED, 0xA0, 0x80]);
        folder.Write("utf16.txt", [0xFF, 0xFE, (byte)'a', 0]);
        folder.Write("plain.gz", "not packed");
        WritePacked();
        (CorpusOptions options, string message) = CaseOf[name];
        var refusal = Assert.Throws<InputException>(() => Corpus.Load(options with
        {
            Text = Expand(options.Text),
            Training = Expand(options.Training),
            Validation = Expand(options.Validation),
            Test = Expand(options.Test),
        }));
        Assert.Equal(Expand(message), refusal.Message);
    }

    public void Dispose() => folder.Dispose();

    private void WritePacked()
    {
        byte[] latin = [.. "abc\ncl"u8, 0xE9, .. "\n"u8];
        folder.Write("utf16.txt.GZ", TextFolder.Gzip([0xFF, 0xFE, (byte)'a', 0]));
        folder.Write("utf32.gz", TextFolder.Gzip([0, 0, 0, (byte)'a', 0, 0, 0, (byte)'b']));
        folder.Write("latin.gz", TextFolder.Gzip(latin));
        folder.Write("packed.txt", TextFolder.Gzip("abc"));
        folder.Write("twice.gz", TextFolder.Gzip(TextFolder.Gzip("abc")));

        // The first bytes of what the programs write, and one that is no UTF-8.
        folder.Write("a.zip", [.. "PK\u0003\u0004"u8, 20, 0, 0xE9]);
        folder.Write("a.bz2", [.. "BZh91AY&SY"u8, 0xE9]);
        folder.Write("a.xz", [0xFD, .. "7zXZ\0"u8]);
        folder.Write("a.zst", [0x28, 0xB5, 0x2F, 0xFD]);
    }

    private string? Expand(string? text) => text?.Replace("{}", folder.Path, StringComparison.Ordinal);
}
