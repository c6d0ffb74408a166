using System.CommandLine;
using System.CommandLine.Help;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Hostile;

/// <summary>
/// Every option and every argument of every command, as the program itself lists them, with every hostile value: each
/// ends in good order, with a mistake, or with a fault of the world, told in one line; none is "a bug".
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileTests(HostileFolder folder) : IClassFixture<HostileFolder>
{
    /// <summary>Far beyond what any of these takes; says what hangs instead of hanging for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A command line of each command that is right, and ends soon.</summary>
    private static readonly Dictionary<string, string[]> RightLines = new(StringComparer.Ordinal)
    {
        ["train"] = ["tiny.yaml", "--out", "new", "--threads", "1"],
        ["coordinator"] =
            ["tiny.yaml", "--listen", "127.0.0.1:0", "--out", "new", "--threads", "1", "--dashboard", "off"],
        ["worker"] = ["--join", "127.0.0.1:1", "--cache", "new", "--threads", "1", "--give-up-after", "1"],
        ["watch"] = ["127.0.0.1:1", "--once"],
        ["evaluate"] = ["made", "--threads", "1"],
        ["generate"] = ["made", "--length", "3"],
        ["inspect"] = ["made"],
        ["export"] = ["made", "--out", "new"],
        ["bench"] = ["tiny.yaml", "--seconds", "0.1", "--threads", "1"],
        ["selftest"] = ["--threads", "1"],
    };

    /// <summary>Other lines for options that exclude what is in the first.</summary>
    private static readonly Dictionary<string, string[]> OtherLines = new(StringComparer.Ordinal)
    {
        ["evaluate --spec"] = ["--weights", "good.safetensors", "--threads", "1"],
        ["evaluate --weights"] = ["--spec", "tiny.yaml", "--threads", "1"],
        ["generate --spec"] = ["--weights", "good.safetensors", "--length", "3"],
        ["generate --weights"] = ["--spec", "tiny.yaml", "--length", "3"],
        ["bench --rounds"] = ["tiny.yaml", "--seconds", "0.1", "--threads", "1", "--workers", "1"],
        ["train --dashboard-token-file"] =
            ["tiny.yaml", "--out", "new", "--threads", "1", "--dashboard", "127.0.0.1:0"],
    };

    public static TheoryData<string, string> Places()
    {
        var places = new TheoryData<string, string>();
        foreach (Command command in Root.Subcommands)
        {
            foreach (Argument argument in command.Arguments)
            {
                places.Add(command.Name, argument.Name);
            }

            foreach (Option option in command.Options.Where(option => option is not HelpOption))
            {
                places.Add(command.Name, option.Name);
            }
        }

        return places;
    }

    private static RootCommand Root => CommandLine.CreateRoot(
        new Host(TextWriter.Null, TextWriter.Null, TimeProvider.System, IsTerminal: false, ListensToSignals: false));

    [Theory]
    [MemberData(nameof(Places))]
    public void AHostileValueIsOneLineAndNeverABug(string command, string place)
    {
        IReadOnlyList<string> before = folder.Entries;
        var violations = new List<string>();
        foreach (string value in folder.Values)
        {
            // Nothing in place of the optional argument is right, and measures all benchmarks for minutes.
            if (command == "bench" && place == "NAME|SPEC" && value == "--")
            {
                continue;
            }

            string[] line = Line(command, place, value);
            string? violation = Violation(line, before);
            if (violation is not null)
            {
                violations.Add($"{Short(string.Join(' ', line))}: {violation}");
            }

            folder.Clean(before);
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void EveryCommandHasALineThatIsRight() =>
        Assert.Equal(Root.Subcommands.Select(command => command.Name), RightLines.Keys);

    /// <summary>The right line of a command with one value in place of another or beside it.</summary>
    private static string[] Line(string command, string place, string value)
    {
        string[] right = OtherLines.GetValueOrDefault($"{command} {place}") ?? RightLines[command];
        bool isOption = place.StartsWith("--", StringComparison.Ordinal);
        int given = isOption ? Array.IndexOf(right, place) : right[0].StartsWith('-') ? -1 : 0;
        bool hasValue = given + 1 < right.Length && !right[given + 1].StartsWith('-');
        string[] rest = given < 0
            ? right
            : isOption ? [.. right[..given], .. right[(given + (hasValue ? 2 : 1))..]] : right[1..];
        return [command, .. rest, .. isOption ? [place, value] : new[] { value }];
    }

    private static string Short(string text)
    {
        string line = OneLine.Of(text);
        return line[..Math.Min(500, line.Length)];
    }

    private string? Violation(string[] line, IReadOnlyList<string> before)
    {
        // What would train or serve for long is asked to stop before it begins.
        bool isLong = line[0] is "train" or "coordinator" or "worker";
        Task<Answer> running = Task.Run(
            () => Answer.To(TimeProvider.System, new CancellationToken(canceled: isLong), line));
        if (!running.Wait(Patience))
        {
            return "hangs";
        }

        Answer answer = running.Result;
        if (answer.Code == ExitCode.Done)
        {
            return null;
        }

        string[] told =
        [
            .. answer.Error.TrimEnd('\n').Split('\n')
                .Where(text => !text.StartsWith("rnncluster: warning: ", StringComparison.Ordinal)),
        ];
        bool isOneLine = told is [string only]
            && only.StartsWith("rnncluster: ", StringComparison.Ordinal)
            && only.All(OneLine.IsPlain)
            && !only.Contains("this is a bug", StringComparison.Ordinal);
        if (!isOneLine)
        {
            return $"exit code {answer.Code} and {Short(string.Join(" | ", told))}";
        }

        return answer.Code switch
        {
            ExitCode.Failed => null,
            ExitCode.Mistake when answer.Output.Length > 0 => $"a mistake after output: {answer.Output} {told[0]}",
            ExitCode.Mistake when !before.SequenceEqual(folder.Entries) =>
                $"a mistake after files: {string.Join(' ', folder.Entries.Except(before))} {told[0]}",
            ExitCode.Mistake => null,
            _ => $"exit code {answer.Code}",
        };
    }
}
