using System.Text.RegularExpressions;
using RnnCluster.Shared;
using RnnCluster.Specification.Reading;

namespace RnnCluster.Specification.Tests;

public class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Repository.Docs).ReplaceLineEndings("\n");

    [Fact]
    public void EveryKeyHasARowInItsSection()
    {
        IEnumerable<string> undocumented =
            from section in SpecSchema.Sections
            from key in section.Keys
            where !Section(section.Path).Contains($"\n| `{key.Name}` |", StringComparison.Ordinal)
            select SpecDocument.Join(section.Path, key.Name);

        Assert.Empty(undocumented);
    }

    [Fact]
    public void EveryRowIsAKeyOfItsSection()
    {
        IEnumerable<string> invented =
            from section in SpecSchema.Sections
            from Match row in Regex.Matches(Section(section.Path), @"\n\| `([A-Za-z]+)` \| .* \| .* \| ")
            where section.Find(row.Groups[1].Value) is null
            select SpecDocument.Join(section.Path, row.Groups[1].Value);

        Assert.Empty(invented);
    }

    [Fact]
    public void TheCompleteExampleIsASpec()
    {
        string example = Regex.Match(Text, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

        Assert.Equal("shakespeare", Specs.Parse(example).Name);
    }

    [Fact]
    public void TheMistakesShownAreTheMistakesGiven()
    {
        Match block = Regex.Match(Text, "```\n(examples/x.*?)\n```", RegexOptions.Singleline);
        string[] shown = block.Groups[1].Value.Split('\n');
        string[] problems =
        [
            Problem(Specs.With("rate: 0.002", "rte: 0.002")),
            Problem(Specs.With("cell: lstm", "cell: lstn")),
            Problem(Specs.With("  batch: 16\n", "")),
            Problem(Specs.With("kind: adam, rate: 0.002", "kind: adam, momentum: 0.9")),
        ];

        Assert.Equal(shown.Select(WithoutPlace), problems.Select(WithoutPlace));
    }

    private static string Problem(string text) => Assert.Throws<InputException>(() => Specs.Parse(text)).Message;

    private static string WithoutPlace(string message) =>
        message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static string Section(string path)
    {
        string heading = path.Length == 0 ? "The outermost level" : $"`{path}`";
        Match match = Regex.Match(Text, $"\n##+ {Regex.Escape(heading)}\n(.*?)(?=\n##+ |$)", RegexOptions.Singleline);
        Assert.True(match.Success, $"docs/run-spec.md has no heading {heading}");
        return match.Groups[1].Value;
    }
}
