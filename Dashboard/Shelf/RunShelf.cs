using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Learning.Checkpoints;

namespace RnnCluster.Dashboard.Shelf;

/// <summary>The runs beside this one: folders of the output's parent that hold a run.</summary>
internal sealed class RunShelf(RunDescription run, string? output)
{
    /// <summary>Folders that are looked at, the newest: a table of more is not read.</summary>
    public const int RunsMax = 200;

    /// <summary>Curves of other runs that are kept, 2.4 MB each.</summary>
    private const int CurvesMax = 8;

    /// <summary>What lines of metrics tell: the others have no rows.</summary>
    private static readonly string[] Known = ["loss", "validationLoss", "rate", "gradientNorm", "clippedShare"];

    private readonly Lock gate = new();

    /// <summary>The one that was used last stands last.</summary>
    private readonly OrderedDictionary<string, (StepCurves Curves, long Length, DateTime Changed)> read =
        new(StringComparer.Ordinal);

    private readonly string? folder =
        output is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));

    /// <summary>All of them, this one among them, by name.</summary>
    public RunsAnswer List()
    {
        var summaries = new List<RunSummary>();
        foreach (DirectoryInfo directory in Folders())
        {
            if (RunFolder.TryRead(directory, run, directory.FullName == folder) is { } summary)
            {
                summaries.Add(summary);
            }
        }

        return new RunsAnswer(summaries);
    }

    /// <summary>Curves of one of them; null if there is none of that name.</summary>
    public SeriesAnswer? Series(string key, IEnumerable<string> names, long from, long? to, int points)
    {
        // Only a name that is listed is opened: no path comes in by the address.
        if (Folders().FirstOrDefault(directory => directory.Name == key) is not { } directory)
        {
            return null;
        }

        var file = new FileInfo(Path.Join(directory.FullName, MetricsLog.FileName));
        if (!file.Exists)
        {
            return null;
        }

        var series = new OrderedDictionary<string, Series>(StringComparer.Ordinal);
        lock (gate)
        {
            StepCurves curves = Read(key, file);
            long last = to ?? Math.Max(curves.Last, from);
            foreach (string name in names)
            {
                series.TryAdd(
                    name,
                    Known.Contains(name) ? curves.Query(name, from, last, points) : new Series([], [], [], [], []));
            }

            return new SeriesAnswer(0, from, last, series);
        }
    }

    private IEnumerable<DirectoryInfo> Folders()
    {
        if (folder is null || Path.GetDirectoryName(folder) is not { } parent || !Directory.Exists(parent))
        {
            return [];
        }

        return new DirectoryInfo(parent).EnumerateDirectories()
            .Where(RunFolder.IsRun)
            .OrderByDescending(directory => directory.LastWriteTimeUtc)
            .ThenBy(directory => directory.Name, StringComparer.Ordinal)
            .Take(RunsMax)
            .OrderBy(directory => directory.Name, StringComparer.Ordinal);
    }

    private StepCurves Read(string key, FileInfo file)
    {
        if (read.Remove(key, out (StepCurves Curves, long Length, DateTime Changed) known)
            && known.Length == file.Length && known.Changed == file.LastWriteTimeUtc)
        {
            read.Add(key, known);
            return known.Curves;
        }

        var curves = new StepCurves(run);
        using (FileStream stream = RunFolder.OpenShared(file.FullName))
        {
            foreach (StepMetrics step in MetricsTail.Read(stream, after: 0, to: long.MaxValue))
            {
                // The log has no times: equal runs have equal logs.
                curves.Record(step, at: 0);
            }
        }

        if (read.Count == CurvesMax)
        {
            read.RemoveAt(0);
        }

        read.Add(key, (curves, file.Length, file.LastWriteTimeUtc));
        return curves;
    }
}
