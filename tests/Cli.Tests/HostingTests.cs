using RnnCluster.Cli.Commands;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>What a process makes of the terminal and the machine that it finds.</summary>
public sealed class HostingTests
{
    [Theory]
    [InlineData(false, "xterm-256color", false, true)]
    [InlineData(false, "dumb", false, false)]
    [InlineData(false, "", false, false)]
    [InlineData(false, null, false, false)]
    [InlineData(true, "xterm", false, false)]
    [InlineData(false, null, true, true)]
    [InlineData(false, "dumb", true, false)]
    [InlineData(true, null, true, false)]
    public void ATerminalThatIsNotKnownGetsPlainLines(bool isRedirected, string? term, bool isWindows, bool expected) =>
        Assert.Equal(expected, TerminalRule.CanDraw(isRedirected, term, isWindows));

    [Theory]
    [InlineData(8, 2, null)]
    [InlineData(
        9,
        2,
        "9 threads compute on 2 processors, which slows a step down many times: at most 4 for each are of use; see "
        + "--threads")]
    [InlineData(
        1024,
        1,
        "1024 threads compute on 1 processor, which slows a step down many times: at most 4 for each are of use; see "
        + "--threads")]
    [InlineData(1024, 256, null)]
    public void MoreThreadsThanFourForAProcessorAreWorthAWarning(long threads, int processors, string? expected) =>
        Assert.Equal(expected, ThreadsOption.WarningOf(threads, processors));

    [Theory]
    [InlineData("train")]
    [InlineData("worker")]
    [InlineData("evaluate")]
    [InlineData("selftest")]
    [InlineData("bench")]
    public async Task EveryCommandThatComputesWarnsOfTooManyThreads(string command)
    {
        using var folder = new RunFolder();
        string threads = $"{(4 * Environment.ProcessorCount) + 1}";
        string output = folder.At("out");
        if (command == "evaluate")
        {
            Answer.Done("train", folder.Spec(), "--steps", "1", "--out", output);
        }

        string[] arguments = command switch
        {
            "train" => ["train", folder.Spec(), "--steps", "1", "--out", output, "--threads", threads],
            "worker" => ["worker", "--join", "127.0.0.1:1", "--give-up-after", "1", "--threads", threads],
            "evaluate" => ["evaluate", output, "--threads", threads],
            "selftest" => ["selftest", "--threads", threads],
            _ => ["bench", "char-small", "--seconds", "1", "--threads", threads],
        };
        using var process = new RnnProcess(folder.Path, arguments);

        (_, string error) = await process.AwaitExit();

        string said = string.Join('\n', process.Lines) + error;
        Assert.Contains($"warning: {threads} threads compute on ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheProcessorsOfAContainerOrAnAffinityCount()
    {
        using var folder = new RunFolder();
        using var process = new RnnProcess(
            folder.Path, ["DOTNET_PROCESSOR_COUNT=1"], ["selftest", "--threads", "5"]);

        (_, string error) = await process.AwaitExit();

        Assert.StartsWith("rnncluster: warning: 5 threads compute on 1 processor, ", error, StringComparison.Ordinal);
    }
}
