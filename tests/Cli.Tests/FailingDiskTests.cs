using System.Globalization;
using System.Text.RegularExpressions;
using RnnCluster.Cli.Hosting;
using RnnCluster.TestKit.Disks;

namespace RnnCluster.Cli.Tests;

/// <summary>Real processes on real disks that fail: quota, EIO of writes and reads, folders out of sight.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private readonly RunFolder folder = new();

    public FailingDiskTests()
    {
        folder.Spec(steps: 30);
        folder.Spec(steps: 100_000_000, name: "endless");
    }

    public void Dispose() => folder.Dispose();

    [DiskFact(TestDiskKind.Quota)]
    public async Task ARunWhoseQuotaIsUsedUpGoesOnSaysWhatIsMissingAndIsResumedToTheSameFiles()
    {
        using TestDisk disk = Mount(TestDiskKind.Quota);
        await AssertGoesOn(disk, disk.Fill, disk.MakeRoom, "Disk quota exceeded");
    }

    /// <summary>From the first such fault on ext4 takes nothing more, and says that it is mounted read-only.</summary>
    [DiskFact(TestDiskKind.Faulty)]
    public async Task ARunWhoseDiskTakesNoByteGoesOnSaysWhatIsMissingAndIsResumedToTheSameFiles()
    {
        using TestDisk disk = Mount(TestDiskKind.Faulty);
        await AssertGoesOn(disk, disk.FailWrites, disk.Heal, "(Input/output error|Read-only file system)");
    }

    [DiskFact(TestDiskKind.Faulty)]
    public async Task ACheckpointOnABadSectorIsNamedAndTheOneBeforeIsUsedByAResumeAndByReaders()
    {
        await Run(ExitCode.Done, "train", "tiny.yaml", "--out", "calm");
        using TestDisk disk = Mount(TestDiskKind.Faulty);
        string output = folder.At("out");
        await Run(ExitCode.Done, "train", "tiny.yaml", "--out", output);

        // The newest checkpoint is on the disk; what the run writes elsewhere keeps the disk's image as it is.
        string newest = Path.Join(output, "checkpoint-0000000030");
        string moved = Directory.CreateDirectory(Path.Join(disk.Path, "newest")).FullName;
        foreach (string file in Directory.GetFiles(newest))
        {
            File.Copy(file, Path.Join(moved, Path.GetFileName(file)));
        }

        Directory.Delete(newest, recursive: true);
        File.CreateSymbolicLink(newest, moved);
        string bad = Path.Join(newest, "state.safetensors");
        disk.FailReadsOf(Path.Join(moved, "state.safetensors"));
        string passedOver =
            $"rnncluster: warning: checkpoint passed over: {bad}: cannot be read: Input/output error : '{bad}'\n";
        string used =
            $"rnncluster: warning: {output}/latest: does not name checkpoint-0000000020, the newest good one, which is "
            + "used\n";
        Assert.Equal(passedOver + used, await Run(ExitCode.Done, "evaluate", output));
        Assert.Equal(
            $"rnncluster: {bad}: cannot be read: Input/output error : '{bad}'; check the disk, or name another "
            + "checkpoint\n",
            await Run(ExitCode.Failed, "inspect", newest));
        string error = await Run(ExitCode.Done, "train", "tiny.yaml", "--out", output, "--resume");
        Assert.Equal(passedOver + used, error);
        Assert.Equal(folder.Remains("calm"), folder.Remains(Path.GetRelativePath(folder.Path, output)));
        Assert.Equal(string.Empty, await Run(ExitCode.Done, "evaluate", output));
    }

    private async Task AssertGoesOn(TestDisk disk, Action fail, Action heal, string reason)
    {
        string output = Path.Join(disk.Path, "out");
        using (var run = new RnnProcess(folder.Path, ["train", "endless.yaml", "--out", output, "--json"]))
        {
            await run.AwaitEvent("checkpoint");
            fail();
            await run.AwaitEvent(
                "warning",
                warning => Regex.IsMatch(
                    warning.GetProperty("message").GetString()!,
                    $": cannot be (read|written|deleted): {reason}.*; the run goes on; still to be written: "));
            run.Signal("TERM");
            (int code, string error) = await run.AwaitExit();
            Assert.Equal(ExitCode.Failed, code);
            Assert.Matches(
                "^rnncluster: the run ends at step [0-9]+, but its files are not whole: .* could not be written: .*: "
                + $"cannot be (read|written|deleted): {reason}.*\n$",
                error);
        }

        heal();
        Answer inspected = Answer.To("inspect", output, "--json");

        // The fault met the run at any file: a checkpoint may have no manifest yet, or be one that 'latest' lacks.
        Assert.All(
            inspected.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches("manifest.json: missing: the checkpoint was never finished|latest: does not", line));
        long step = inspected.Json.GetProperty("step").GetInt64();
        string bound = (step + 7).ToString(CultureInfo.InvariantCulture);
        await Run(ExitCode.Done, "train", "endless.yaml", "--out", output, "--steps", bound, "--resume");
        await Run(ExitCode.Done, "train", "endless.yaml", "--out", "calm", "--steps", bound);
        Assert.Equal(folder.Remains("calm"), folder.Remains(Path.GetRelativePath(folder.Path, output)));
    }

    /// <summary>Root may look everywhere unless it gives that up: then the folder above is one of a stranger.</summary>
    [DiskFact(TestDiskKind.Small)]
    public async Task AFolderThatMayNotBeLookedAtIsNotCalledMissing()
    {
        Directory.CreateDirectory(folder.At("closed/run"));
        Assert.True(TmpfsFactAttribute.Run("chmod", "000", folder.At("closed")));
        try
        {
            using var process = new RnnProcess(
                folder.Path,
                ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"],
                [],
                ["inspect", "closed/run"]);
            (int code, string error) = await process.AwaitExit();
            Assert.Equal(ExitCode.Mistake, code);
            Assert.Equal(
                $"rnncluster: closed/run: cannot be opened: Access to the path '{folder.At("closed/run")}' is denied; "
                + "a checkpoint or a run's output is needed\n",
                error);
        }
        finally
        {
            Assert.True(TmpfsFactAttribute.Run("chmod", "700", folder.At("closed")));
        }
    }

    private TestDisk Mount(TestDiskKind kind) =>
        TestDisk.Mount(kind, Directory.CreateDirectory(folder.At("disk")).FullName);

    private async Task<string> Run(int code, params string[] arguments)
    {
        using var process = new RnnProcess(folder.Path, arguments);
        (int exit, string error) = await process.AwaitExit();
        Assert.True(code == exit, $"exit code {exit}: {error}");
        return error;
    }
}
