using System.Text.RegularExpressions;
using RnnCluster.TestKit;

namespace RnnCluster.Cli.Tests;

public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("coordinator")]
    [InlineData("worker")]
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("inspect")]
    [InlineData("export")]
    [InlineData("bench")]
    [InlineData("selftest")]
    public void TheManualHasARowForExactlyTheOptionsOfACommand(string command)
    {
        string help = Answer.Done(command, "--help").Output;
        IEnumerable<string> offered = OptionInHelp().Matches(help).Select(match => match.Groups[1].Value);
        string manual = File.ReadAllText(RepositoryRoot.Join("docs", "command-line.md"));
        string section = manual.Split($"\n## {command}\n")[1].Split("\n## ")[0];
        IEnumerable<string> described = OptionInRow().Matches(section).Select(match => match.Groups[1].Value);
        Assert.Equal(offered.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void VersionNamesTheProgramItsArithmeticAndItsLanes()
    {
        string version = Answer.Done("--version").Output;
        Assert.Matches("^rnncluster [0-9.]+, numerics version [0-9]+, lanes [a-z0-9]+\n$", version);
    }

    [Fact]
    public void HelpListsTheCommandsAndIsNoMistake()
    {
        string help = Answer.Done("--help").Output;
        string[] commands =
        [
            "train", "coordinator", "worker", "evaluate", "generate", "inspect", "export", "bench", "selftest",
        ];
        foreach (string command in commands)
        {
            Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal);
        }

        Assert.Equal(Answer.Done("train", "--help").Output, Answer.Done("train", "--thraeds", "x", "-h").Output);
    }

    [GeneratedRegex("^  (--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionInHelp();

    [GeneratedRegex("^\\| `(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionInRow();
}
