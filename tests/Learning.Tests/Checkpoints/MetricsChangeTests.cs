using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>What other programs do to a log that a run writes: real files, as they outlive their names.</summary>
public sealed class MetricsChangeTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-metrics-").FullName;
    private readonly DirectoryStorage storage;
    private readonly List<string> warnings = [];

    public MetricsChangeTests() => storage = new DirectoryStorage(root);

    private string LogPath => Path.Join(root, "metrics.jsonl");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("emptied", "4,5,6")]
    [InlineData("cut at a line", "1,4,5,6")]
    [InlineData("cut in a line", "1,2,4,5,6")]
    [InlineData("deleted", "4,5,6")]
    [InlineData("moved away", "4,5,6")]
    [InlineData("replaced by a copy", "1,2,3,4,5,6")]
    [InlineData("replaced by another of the same length", "4,5,6")]
    [InlineData("folder deleted", "4,5,6")]
    public void AChangeIsNoticedAtTheNextLineAndTheLogGoesOn(string change, string steps)
    {
        using (MetricsLog log = MetricsLog.Create(storage, warnings.Add))
        {
            Append(log, 1, 3);
            Assert.Empty(warnings);
            Change(change);
            Append(log, 4, 6);
        }

        Assert.Equal(steps, string.Join(',', Steps()));
        Assert.Contains(
            $"{LogPath}: another program cut, moved or deleted it: lines before step 4 may be missing; the run goes on "
            + "with the line of step 4",
            warnings);
        Assert.True(warnings.Count <= 2);
    }

    [Fact]
    public void LinesOfAnotherProgramAreKeptBesideTheLog()
    {
        using MetricsLog log = MetricsLog.Create(storage, warnings.Add);
        Append(log, 1, 3);
        File.AppendAllText(LogPath, "a note of a person\n");
        Append(log, 4, 4);
        Assert.Equal("1,2,3,4", string.Join(',', Steps()));
        Assert.Contains("a note of a person", File.ReadAllText(LogPath + ".damaged"), StringComparison.Ordinal);
        Assert.Equal(2, warnings.Count);
    }

    [Theory]
    [InlineData(1, 2, "1 to 2")]
    [InlineData(3, 4, "3 to 4")]
    public void LinesThatAreMissingAtAResumeAreSaid(int from, int to, string expected)
    {
        using (MetricsLog log = MetricsLog.Create(storage, warnings.Add))
        {
            Append(log, 1, 6);
        }

        string[] lines = File.ReadAllLines(LogPath);
        File.WriteAllLines(LogPath, [.. lines[..(from - 1)], .. lines[to..]]);
        MetricsLog.Resume(storage, new Step(6), warnings.Add).Dispose();
        Assert.Equal(
            $"{LogPath}: the lines of steps {expected} are missing: another program cut or moved the file; the run "
            + "goes on without them",
            Assert.Single(warnings));
        Assert.Equal(4, Steps().Length);
    }

    [Fact]
    public void ARunThatBeganWithAnotherRunsStateMissesNoLinesBeforeIt()
    {
        using (MetricsLog log = MetricsLog.Create(storage, warnings.Add))
        {
            Append(log, 11, 13);
        }

        MetricsLog.Resume(storage, new Step(13), warnings.Add, new Step(10)).Dispose();
        Assert.Empty(warnings);
    }

    private static void Append(MetricsLog log, int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            log.Append(new StepMetrics(new Step(step), step + 0.5, null, 0.5, 2.5, false, (UInt128)step));
        }
    }

    private void Change(string change)
    {
        string[] lines = File.ReadAllLines(LogPath);
        long length = new FileInfo(LogPath).Length;
        switch (change)
        {
            case "emptied":
                Cut(0);
                break;
            case "cut at a line":
                Cut(length / 3);
                break;
            case "cut in a line":
                Cut(length - 20);
                break;
            case "deleted":
                File.Delete(LogPath);
                break;
            case "moved away":
                File.Move(LogPath, LogPath + ".1");
                break;
            case "replaced by a copy":
                File.Delete(LogPath);
                File.WriteAllLines(LogPath, lines);
                break;
            case "replaced by another of the same length":
                File.Delete(LogPath);
                File.WriteAllText(LogPath, new string('x', (int)length));
                break;
            default:
                Directory.Delete(root, recursive: true);
                break;
        }
    }

    /// <summary>As a shell does it: .NET would refuse a file that is open for writing.</summary>
    private void Cut(long length)
    {
        using var file = new FileStream(LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private string[] Steps() =>
        [.. File.ReadAllLines(LogPath).Select(line => line.Split(':', ',')[1])];
}
