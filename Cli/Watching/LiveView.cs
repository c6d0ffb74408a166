using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RnnCluster.Cli.Watching;

/// <summary>
/// A bar and its figures that stay at the bottom of the terminal, what happened above them. Drawn by the training
/// thread between two steps: no thread of its own takes a core from those that compute.
/// </summary>
internal sealed class LiveView(IAnsiConsole console) : ITrainingView
{
    private const int BarWidthMax = 50;
    private const int LabelWidth = 12;

    /// <summary>The signal's thread draws once, too.</summary>
    private readonly Lock gate = new();
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
        console.WriteLine();
        console.MarkupLine($"[grey]{ProgressText.SampleTitle}[/]");
        console.WriteLine(outcome.Sample);
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
                live?.UpdateTarget(Picture(latest));
            }
        }
    }

    private Rows Picture(TrainingSnapshot snapshot)
    {
        bool isUnicode = console.Profile.Capabilities.Unicode;
        int width = Math.Clamp(console.Profile.Width - 30, 10, BarWidthMax);
        int done = snapshot.Steps == 0 ? width : (int)(width * snapshot.Step / snapshot.Steps);
        string bar = $"[green]{new string(isUnicode ? '━' : '#', done)}[/]"
            + $"[grey]{new string(isUnicode ? '─' : '-', width - done)}[/]";
        var rows = new List<IRenderable>
        {
            new Markup(
                $"{bar} {snapshot.Percent,3} %  step {Figures.Count(snapshot.Step)} of "
                + Figures.Count(snapshot.Steps)),
            new Markup(Markup.Escape(ProgressText.Numbers(snapshot))),
        };
        if (isStopping)
        {
            rows.Add(new Markup($"[yellow]{ProgressText.Stopping}[/]"));
        }

        return new Rows(rows);
    }
}
