using System.Globalization;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Real processes and the folders that they write: one that is taken, one on a disk that is full.</summary>
public sealed class DiskTests : IDisposable
{
    private const long Endless = 100_000_000;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ASecondRunIntoAFolderIsRefusedUntilTheFirstIsGoneByWhateverEnd()
    {
        folder.Spec(steps: Endless);
        using (var first = new RnnProcess(folder.Path, "train", "tiny.yaml", "--out", "out", "--json"))
        {
            await first.AwaitEvent("checkpoint");
            foreach (string[] more in (string[][])[[], ["--resume"], ["--workers", "2", "--resume"]])
            {
                using var second = new RnnProcess(folder.Path, ["train", "tiny.yaml", "--out", "out", .. more]);
                (int code, string error) = await second.AwaitExit();
                Assert.Equal(ExitCode.Mistake, code);
                Assert.Matches(
                    "^rnncluster: out: is being written by 'rnncluster train tiny.yaml --out out --json', process "
                    + $"[0-9]+ on {Environment.MachineName}, since [0-9-]+ [0-9:]+Z"
                    + "; stop that run, or choose another folder with --out\n$",
                    error);
            }

            await first.AwaitEvent("checkpoint");
            await first.Kill();
        }

        long newest = Directory.GetDirectories(folder.At("out"), "checkpoint-*")
            .Max(path => long.Parse(path[^10..], CultureInfo.InvariantCulture));
        string end = (newest + 1).ToString(CultureInfo.InvariantCulture);
        _ = await Train(ExitCode.Done, "--out", "out", "--resume", "--steps", end);
        Assert.False(File.Exists(folder.At("out/lock")));
    }

    [TmpfsFact]
    public async Task ARunOnAFullDiskSaysWhatIsMissingAndIsResumedToTheSameFiles()
    {
        folder.Spec(steps: 30);
        await Train(ExitCode.Done, "--out", "calm");
        string disk = Directory.CreateDirectory(folder.At("disk")).FullName;
        Assert.True(TmpfsFactAttribute.Run("mount", "-t", "tmpfs", "-o", "size=512k", "none", disk));
        try
        {
            File.WriteAllBytes(Path.Join(disk, "filler"), new byte[480 * 1024]);
            string error = await Train(ExitCode.Failed, "--out", "disk/out");
            Assert.Contains("No space left on device", error, StringComparison.Ordinal);
            Assert.StartsWith(
                "rnncluster: the run ends at step 30, but its files are not whole: ",
                error.TrimEnd('\n').Split('\n')[^1],
                StringComparison.Ordinal);
            File.Delete(Path.Join(disk, "filler"));
            await Train(ExitCode.Done, "--out", "disk/out", "--resume");
            Assert.Equal(folder.Remains("calm"), folder.Remains("disk/out"));
        }
        finally
        {
            Assert.True(TmpfsFactAttribute.Run("umount", disk));
        }
    }

    private async Task<string> Train(int code, params string[] more)
    {
        using var process = new RnnProcess(folder.Path, ["train", "tiny.yaml", .. more]);
        (int exit, string error) = await process.AwaitExit();
        Assert.True(code == exit, $"exit code {exit}: {error}");
        return error;
    }
}
