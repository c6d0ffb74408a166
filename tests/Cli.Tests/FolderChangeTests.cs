using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>
/// Real processes whose folder or whose limits change under them: the run warns, goes on, and ends in good order with
/// the state of a run that was left alone.
/// </summary>
public sealed class FolderChangeTests : IDisposable
{
    private const long Endless = 100_000_000;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--workers", "2", "--dashboard", "off")]
    public async Task ARunWhoseFolderVanishesMakesItAnewAndWarnsOnce(params string[] options)
    {
        using RnnProcess run = Train(options);
        await run.AwaitEvent("checkpoint");
        Directory.Move(folder.At("out"), folder.At("moved"));
        await run.AwaitEvent("warning");
        await run.AwaitEvent("checkpoint");
        await run.AwaitEvent("checkpoint");
        await AssertStopsWell(run);
        string[] warnings = [.. run.Lines.Where(IsWarning)];
        Assert.Equal(warnings.Distinct(), warnings);
    }

    [Fact]
    public async Task ARunThatMayOpenNoMoreFilesGoesOnAndWritesAllWhenItMay()
    {
        using RnnProcess run = Train();
        await run.AwaitEvent("checkpoint");
        string pid = run.Id.ToString(CultureInfo.InvariantCulture);

        // What is open stays open, and nothing can be opened: the greatest descriptor is above the limit.
        Limit("--pid", pid, "--nofile=3:1024");
        await run.AwaitEvent("warning", SaysThat("Too many open files"));
        Limit("--pid", pid, "--nofile=1024:1024");
        await run.AwaitEvent("warning", SaysThat("there is room again"));
        await run.AwaitEvent("checkpoint");
        await AssertStopsWell(run);
        await AssertResumesToTheCalmFiles();
    }

    [TmpfsFact]
    public async Task ARunWhoseFolderBecomesReadOnlyGoesOnAndWritesAllWhenItMay()
    {
        using RnnProcess run = Train();
        await run.AwaitEvent("checkpoint");
        string output = folder.At("out");

        // A mount through which a file is open for writing cannot become read-only: it is made so elsewhere.
        string readOnly = Directory.CreateDirectory(folder.At("read-only")).FullName;
        Assert.True(TmpfsFactAttribute.Run("mount", "--bind", output, readOnly));
        try
        {
            Assert.True(TmpfsFactAttribute.Run("mount", "-o", "remount,bind,ro", readOnly));
            Assert.True(TmpfsFactAttribute.Run("mount", "--bind", readOnly, output));
            await run.AwaitEvent("warning", SaysThat("Read-only file system"));
        }
        finally
        {
            _ = TmpfsFactAttribute.Run("umount", "--lazy", output);
            Assert.True(TmpfsFactAttribute.Run("umount", "--lazy", readOnly));
        }

        await run.AwaitEvent("warning", SaysThat("there is room again"));
        await run.AwaitEvent("checkpoint");
        await AssertStopsWell(run);
        await AssertResumesToTheCalmFiles();
    }

    private static bool IsWarning(string line) => line.StartsWith("{\"event\":\"warning\"", StringComparison.Ordinal);

    private static Func<JsonElement, bool> SaysThat(string words) => warning =>
        warning.GetProperty("message").GetString()!.Contains(words, StringComparison.Ordinal);

    private static void Limit(params string[] arguments)
    {
        using Process prlimit = Process.Start("prlimit", arguments);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    private static async Task AssertStopsWell(RnnProcess run)
    {
        run.Signal("TERM");
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
    }

    private RnnProcess Train(params string[] options)
    {
        folder.Spec("lstm", Endless);
        return new RnnProcess(
            folder.Path, ["train", "tiny.yaml", "--out", "out", "--threads", "1", "--json", .. options]);
    }

    private async Task AssertResumesToTheCalmFiles()
    {
        long step = Answer.Done("inspect", folder.At("out"), "--json").Json.GetProperty("step").GetInt64();
        string bound = (step + 7).ToString(CultureInfo.InvariantCulture);
        foreach (string[] options in (string[][])[["--out", "out", "--resume"], ["--out", "calm"]])
        {
            using var run = new RnnProcess(
                folder.Path, ["train", "tiny.yaml", "--threads", "1", "--steps", bound, "--json", .. options]);
            (int code, string error) = await run.AwaitExit();
            Assert.Equal((ExitCode.Done, ""), (code, error));
        }

        Assert.Equal(folder.Remains("calm"), folder.Remains("out"));
    }
}
