namespace RnnCluster.Cli.Watching;

/// <summary>
/// Speed, smoothed loss and time left of a run, from the moments at which things are reported. Time between a step's
/// report and the end of its validation and checkpoint does not count as training.
/// </summary>
internal sealed class TrainingMeter
{
    private const double Keep = 0.95;

    private readonly TimeProvider time;
    private readonly long steps;
    private readonly long tokensPerStep;
    private readonly long firstStep;
    private readonly DecayingMean loss = new(Keep);
    private readonly DecayingMean secondsPerStep = new(Keep);
    private long step;
    private long mark;
    private TimeSpan busy;
    private double? validationLoss;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="step">Updates behind the run already.</param>
    /// <param name="steps">Updates to make in all.</param>
    /// <param name="tokensPerStep">Targets of a step.</param>
    public TrainingMeter(TimeProvider time, long step, long steps, long tokensPerStep)
    {
        this.time = time;
        this.steps = steps;
        this.tokensPerStep = tokensPerStep;
        this.step = step;
        firstStep = step;
        Begun = time.GetTimestamp();
        mark = Begun;
    }

    /// <summary>When the clock started, as its timestamp.</summary>
    public long Begun { get; }

    /// <summary>Targets per second of training over the whole run of this process; 0 before the first step.</summary>
    public double TokensPerSecond =>
        busy > TimeSpan.Zero ? (step - firstStep) * tokensPerStep / busy.TotalSeconds : 0;

    /// <summary>Whether this process made a step.</summary>
    public bool HasSteps => step > firstStep;

    /// <summary>The present.</summary>
    public TrainingSnapshot Snapshot
    {
        get
        {
            double pace = secondsPerStep.Value;
            long done = step - firstStep;
            TimeSpan? left = done == 0 ? null : time.GetElapsedTime(Begun, mark) * ((double)(steps - step) / done);
            return new TrainingSnapshot(
                step, steps, loss.Value, validationLoss, pace > 0 ? tokensPerStep / pace : 0, left);
        }
    }

    /// <summary>A step is done.</summary>
    /// <returns>The moment, as the clock's timestamp.</returns>
    public long OnStep(long reached, double stepLoss)
    {
        long now = time.GetTimestamp();
        TimeSpan spent = time.GetElapsedTime(mark, now);
        step = reached;
        mark = now;
        busy += spent;
        loss.Add(stepLoss);
        secondsPerStep.Add(spent.TotalSeconds);
        return now;
    }

    /// <summary>A validation is done.</summary>
    public void OnValidated(double measured)
    {
        validationLoss = measured;
        OnPause();
    }

    /// <summary>What lasted until now was no training.</summary>
    public void OnPause() => mark = time.GetTimestamp();
}
