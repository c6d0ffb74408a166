using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace RnnCluster.Data.Tests;

public sealed partial class ShippedDataTests
{
    private static readonly string Data = Path.Combine(Root(), "examples", "data");

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Data).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryFileIsTheOneItsSourceDescribes(string folder)
    {
        string source = File.ReadAllText(Path.Combine(Data, folder, "SOURCE.md"));
        string[] described = [.. FileRow().Matches(source).Select(row => row.Value).Order(StringComparer.Ordinal)];
        string[] present =
        [
            .. Directory.GetFiles(Path.Combine(Data, folder))
                .Where(path => Path.GetFileName(path) != "SOURCE.md")
                .Select(DescriptionOf)
                .Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(present);
        Assert.Equal(described, present);
    }

    [Fact]
    public void TheTableNamesEveryFolder()
    {
        string table = File.ReadAllText(Path.Combine(Data, "README.md"));
        Assert.All(
            Directory.GetDirectories(Data),
            path => Assert.Contains($"({Path.GetFileName(path)}/SOURCE.md)", table, StringComparison.Ordinal));
    }

    [Fact]
    public void TinyShakespeareIsReadAsItsSourceSays()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Character,
            Text = Path.Combine(Data, "tinyshakespeare", "input.txt"),
            Split = new CorpusSplit(0.9, 0.05, 0.05),
        });
        Assert.Equal(
            (65, 1003854, 55770, 55770),
            (corpus.Vocabulary.Count, corpus.Training.Length, corpus.Validation.Length, corpus.Test.Length));
        Assert.Equal("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", corpus.DataHash);
        Assert.Equal("First Citizen:\n", corpus.Tokenizer.Decode(corpus.Training.Span[..15]));
    }

    [Fact]
    public void WarAndPeaceIsReadAsItsSourceSays()
    {
        Corpus corpus = Corpus.Load(new CorpusOptions
        {
            Tokenizer = TokenizerKind.Word,
            Training = Path.Combine(Data, "warandpeace", "train.txt.gz"),
            Validation = Path.Combine(Data, "warandpeace", "validation.txt.gz"),
            Test = Path.Combine(Data, "warandpeace", "test.txt.gz"),
            LineEnd = true,
        });

        // Words plus line ends; 39,132 distinct words, <unk> and <eos>.
        Assert.Equal(
            (39134, 506537 + 10672, 28282 + 555, 27660 + 496),
            (corpus.Vocabulary.Count, corpus.Training.Length, corpus.Validation.Length, corpus.Test.Length));
        Assert.Equal("the", corpus.Vocabulary[1]);
    }

    private static string DescriptionOf(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return $"| {Path.GetFileName(path)} | {bytes.Length} | `{Convert.ToHexStringLower(SHA256.HashData(bytes))}` |";
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RnnCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }

    [GeneratedRegex(@"^\| \S+ \| [0-9]+ \| `[0-9a-f]{64}` \|$", RegexOptions.Multiline)]
    private static partial Regex FileRow();
}
