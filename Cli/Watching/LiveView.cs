using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Spectre.Console;

namespace RnnCluster.Cli.Watching;

/// <summary>
/// A picture of the run that stays at the bottom of the terminal, what happened above it. Drawn by the training
/// thread between two steps: no thread of its own takes a core from those that compute.
/// </summary>
internal sealed class LiveView(IAnsiConsole console) : ITrainingView
{
    private const int LabelWidth = 12;

    /// <summary>The signal's thread draws once, too.</summary>
    private readonly Lock gate = new();
    private readonly Sparkline losses = new();
    private readonly WorkerPictures workers = new();
    private LiveDisplayContext? live;
    private TrainingSnapshot? latest;
    private bool isStopping;

    public TimeSpan Cadence => TimeSpan.FromMilliseconds(100);

    public void OnBegin(TrainingSummary summary)
    {
        WriteLines(summary.Lines());
        console.WriteLine();
    }

    public RunResult Watch(Func<RunResult> training) =>
        console.Live(new Text("starting")).AutoClear(false).Start(context =>
        {
            live = context;
            try
            {
                return training();
            }
            finally
            {
                if (latest is null)
                {
                    context.UpdateTarget(Text.Empty);
                }

                live = null;
            }
        });

    public void OnProgress(TrainingSnapshot snapshot)
    {
        latest = snapshot;
        losses.Add(snapshot.Loss);
        Draw();
    }

    public void OnValidated(Step step, double loss) => Happened(
        "validation",
        $"[bold]{Figures.Loss(loss)}[/] nats per target after step {Figures.Count(step.Value)}");

    public void OnCheckpoint(Step step, string stateHash) => Happened(
        "checkpoint", $"step {Figures.Count(step.Value)} [grey]{stateHash}[/]");

    public void OnWarning(string message) => Happened("[yellow]warning[/]", Markup.Escape(message), "warning".Length);

    public void OnEvent(RunEvent happened)
    {
        lock (gate)
        {
            workers.OnEvent(happened);
        }

        if (happened is RunWarned warned)
        {
            OnWarning(warned.Text);
        }
        else if (EventText.Of(happened) is var (label, text))
        {
            Happened(label, Markup.Escape(text));
        }
    }

    public void OnListening(Endpoint endpoint) => Happened("listening", Markup.Escape(endpoint.ToString()));

    public void OnServing(Uri address, string? token)
    {
        foreach ((string label, string text) in ProgressText.Serving(address, token))
        {
            Happened(label, Markup.Escape(text));
        }
    }

    public void OnStopping()
    {
        isStopping = true;
        Draw();
    }

    public void OnAbort() => console.Cursor.Show();

    public void OnEnd(TrainingOutcome outcome)
    {
        console.WriteLine();
        WriteLines(outcome.Lines());
        if (outcome.Sample.Length > 0)
        {
            console.WriteLine();
            console.MarkupLine($"[grey]{ProgressText.SampleTitle}[/]");
            console.WriteLine(outcome.Sample);
        }

        if (!outcome.Result.IsComplete)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[yellow]{ProgressText.Stopped(outcome)}[/]");
        }
    }

    private void WriteLines(IEnumerable<(string Label, string Text)> lines)
    {
        foreach ((string label, string text) in lines)
        {
            Happened(label, Markup.Escape(text));
        }
    }

    private void Happened(string label, string markup, int? labelLength = null)
    {
        string gap = new(' ', LabelWidth - (labelLength ?? label.Length));

        // The line goes where the bar stood: what it does not cover must be wiped out.
        int free = console.Profile.Width - 1 - LabelWidth - Markup.Remove(markup).Length;
        string rest = live is null ? "" : new(' ', Math.Max(0, free));
        lock (gate)
        {
            console.MarkupLine($"[grey]{label}[/]{gap}{markup}{rest}");
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (latest is not null)
            {
                var picture = new RunPicture(
                    latest, losses.Points, workers.All, isStopping ? ProgressText.Stopping : null);
                live?.UpdateTarget(picture.Draw(console.Profile));
            }
        }
    }
}
