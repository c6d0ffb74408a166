using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RnnCluster.Cli.Watching;

/// <summary>
/// What stays at the bottom of a terminal: progress, figures, the loss as a curve, a bar for each worker.
/// </summary>
/// <param name="Progress">How far the run has come.</param>
/// <param name="Losses">The training loss so far, thinned.</param>
/// <param name="Workers">The workers; none for a run without a cluster.</param>
/// <param name="Notice">A line that a person should not miss; null for none.</param>
internal sealed record RunPicture(
    TrainingSnapshot Progress, IReadOnlyList<double> Losses, IReadOnlyList<WorkerPicture> Workers, string? Notice)
{
    /// <summary>More workers than this would push what happened off the screen.</summary>
    public const int WorkersMax = 12;

    private const int BarWidthMax = 50;
    private const int WorkerBarWidth = 20;

    /// <summary>Draws it for a terminal.</summary>
    public Rows Draw(Profile profile)
    {
        bool isUnicode = profile.Capabilities.Unicode;
        int width = Math.Clamp(profile.Width - 30, 10, BarWidthMax);
        double done = Progress.Steps == 0 ? 1 : (double)Progress.Step / Progress.Steps;
        var rows = new List<IRenderable>
        {
            new Markup(
                $"{Bar(done, width, "green", isUnicode)} {Progress.Percent,3} %  step "
                + $"{Figures.Count(Progress.Step)} of {Figures.Count(Progress.Steps)}"),
            new Markup(Markup.Escape(ProgressText.Numbers(Progress))),
        };
        if (isUnicode && Losses.Count > 1)
        {
            rows.Add(new Markup(
                $"[grey]loss[/] [green]{Sparkline.Of(Losses)}[/] [grey]{Figures.Loss(Losses[0])} to "
                + $"{Figures.Loss(Losses[^1])}[/]"));
        }

        rows.AddRange(Workers.Take(WorkersMax).Select(worker => new Markup(Line(worker, isUnicode))));
        if (Workers.Count > WorkersMax)
        {
            rows.Add(new Markup($"[grey]and {Workers.Count - WorkersMax} more workers[/]"));
        }

        if (Notice is not null)
        {
            rows.Add(new Markup($"[yellow]{Markup.Escape(Notice)}[/]"));
        }

        return new Rows(rows);
    }

    private string Line(WorkerPicture worker, bool isUnicode)
    {
        int nameWidth = Math.Min(20, Workers.Max(each => each.Name.Length));
        string name = Markup.Escape(worker.Name.PadRight(nameWidth)[..nameWidth]);
        if (worker.State != "up")
        {
            string color = worker.State is "suspected" or "down" ? "red" : "yellow";
            return $"{name} [{color}]{worker.State}[/]";
        }

        string bar = Bar(1 - worker.WaitShare, WorkerBarWidth, "blue", isUnicode);
        string shards = worker.Shards == 1 ? "1 shard " : $"{worker.Shards} shards";
        string time = worker.StepTime is { } span
            ? string.Create(
                CultureInfo.InvariantCulture, $"  {span.TotalMilliseconds:F1} ms a step, {worker.WaitShare:P0} waiting")
            : "";
        return $"{name} {bar} {shards}[grey]{time}[/]";
    }

    private static string Bar(double share, int width, string color, bool isUnicode)
    {
        int filled = (int)(width * Math.Clamp(share, 0, 1));
        return $"[{color}]{new string(isUnicode ? '━' : '#', filled)}[/]"
            + $"[grey]{new string(isUnicode ? '─' : '-', width - filled)}[/]";
    }
}
