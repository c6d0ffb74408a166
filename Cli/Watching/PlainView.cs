using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Watching;

/// <summary>A line now and then, for files and pipes.</summary>
internal sealed class PlainView(TextWriter output, TextWriter error) : ITrainingView
{
    private readonly Lock gate = new();

    public TimeSpan Cadence => TimeSpan.FromSeconds(2);

    public void OnBegin(TrainingSummary summary) => WriteLines(summary.Lines());

    public RunResult Watch(Func<RunResult> training) => training();

    public void OnProgress(TrainingSnapshot snapshot) => Write(ProgressText.Of(snapshot));

    public void OnValidated(Step step, double loss) =>
        Write($"validation loss {Figures.Loss(loss)} after step {Figures.Count(step.Value)}");

    public void OnCheckpoint(Step step, string stateHash) =>
        Write($"checkpoint of step {Figures.Count(step.Value)}, state {stateHash}");

    public void OnWarning(string message) => error.WriteLine($"rnncluster: warning: {OneLine.Of(message)}");

    public void OnEvent(RunEvent happened)
    {
        if (happened is RunWarned warned)
        {
            OnWarning(warned.Text);
        }
        else if (EventText.Of(happened) is var (label, text))
        {
            Write($"{label,-12}{text}");
        }
    }

    public void OnListening(Endpoint endpoint) => Write($"{"listening",-12}{endpoint}");

    public void OnServing(Uri address, string? token) => WriteLines(ProgressText.Serving(address, token));

    public void OnStopping() => Write(ProgressText.Stopping);

    public void OnAbort()
    {
    }

    public void OnEnd(TrainingOutcome outcome)
    {
        WriteLines(outcome.Lines());
        if (outcome.Sample.Length > 0)
        {
            Write(ProgressText.SampleTitle);
            Write(outcome.Sample);
        }

        if (!outcome.Result.IsComplete)
        {
            Write(ProgressText.Stopped(outcome));
        }
    }

    private void WriteLines(IEnumerable<(string Label, string Text)> lines)
    {
        foreach ((string label, string text) in lines)
        {
            Write($"{label,-12}{text}");
        }
    }

    private void Write(string line)
    {
        lock (gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
