namespace RnnCluster.Cli.Watching;

/// <summary>The sentences that the views for people share.</summary>
internal static class ProgressText
{
    public const string Stopping =
        "stopping: a checkpoint is written at the last whole step; Ctrl-C again in 2 s to stop at once, without";

    public const string SampleTitle = "sample:";

    /// <summary>One line of progress.</summary>
    public static string Of(TrainingSnapshot snapshot) =>
        $"step {Figures.Count(snapshot.Step)} of {Figures.Count(snapshot.Steps)} ({snapshot.Percent} %)  "
        + Numbers(snapshot);

    /// <summary>The figures of a moment.</summary>
    public static string Numbers(TrainingSnapshot snapshot)
    {
        string validation = snapshot.ValidationLoss is { } loss ? $"  validation {Figures.Loss(loss)}" : "";
        string left = snapshot.Left is { } time && snapshot.Step < snapshot.Steps ? $"  {Figures.Span(time)} left" : "";
        return $"loss {Figures.Loss(snapshot.Loss)}{validation}  "
            + $"{Figures.Speed(snapshot.TokensPerSecond)} tokens/s{left}";
    }

    /// <summary>Where the dashboard is, as lines of a label and a text.</summary>
    public static IEnumerable<(string Label, string Text)> Serving(Uri address, string? token)
    {
        yield return ("dashboard", address.ToString());
        if (token is not null)
        {
            yield return ("token", $"{token} for its controls, as long as this run lasts");
        }
    }

    /// <summary>What became of a run that was stopped.</summary>
    public static string Stopped(TrainingOutcome outcome) =>
        $"stopped after step {Figures.Count(outcome.Result.Step.Value)} of {Figures.Count(outcome.Summary.Steps)}; go "
        + $"on with: {outcome.ResumeCommand}";
}
