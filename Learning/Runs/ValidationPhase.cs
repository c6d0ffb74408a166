using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// The phase of a run between an update that is validated and the step after it. It goes on in small pieces, a window
/// of the validation or a symbol of the sample, so that what drives the run can turn to something else between two of
/// them: a stop, a state to copy, a checkpoint.
/// </summary>
/// <remarks>
/// The invariant: from <see cref="Begin"/> to <see cref="BecomeWritten"/> the step's line is in no file, and a
/// checkpoint that is written meanwhile owes it. The parameters do not change while the phase is open.
/// </remarks>
internal sealed class ValidationPhase
{
    private readonly Evaluator? evaluator;
    private readonly Replica replica;
    private readonly TimeProvider time;
    private StepMetrics line;
    private SampleText? sample;
    private bool isDue;
    private long begun;

    /// <summary>A phase that is not open.</summary>
    /// <param name="evaluator">What validates; null if the run has nothing to validate with.</param>
    /// <param name="replica">The state.</param>
    /// <param name="time">Measures how long a validation takes.</param>
    public ValidationPhase(Evaluator? evaluator, Replica replica, TimeProvider time)
    {
        this.evaluator = evaluator;
        this.replica = replica;
        this.time = time;
    }

    /// <summary>Whether the next step must wait.</summary>
    public bool IsOpen => Owes || sample is not null;

    /// <summary>Whether the step's line of metrics is still to be written.</summary>
    public bool Owes { get; private set; }

    /// <summary>The step's values; with the validation loss as soon as that is known.</summary>
    public StepMetrics Line => line;

    /// <summary>How long the validation took.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>The sample, which may not be complete.</summary>
    public string SampleText => sample!.Text;

    /// <summary>An update was made.</summary>
    /// <param name="step">Its values.</param>
    /// <param name="isValidated">Whether it is validated; if not, its line can be written with the first piece.</param>
    public void Begin(in StepMetrics step, bool isValidated)
    {
        Ensure.That(!IsOpen && (!isValidated || evaluator is not null));
        line = step;
        isDue = isValidated;
        Owes = true;
        if (isDue)
        {
            evaluator!.Begin();
            begun = time.GetTimestamp();
        }
    }

    /// <summary>Does one piece.</summary>
    public ValidationNews Advance()
    {
        Ensure.That(IsOpen);
        if (!Owes)
        {
            replica.EnsurePacked();
            return sample!.Advance() ? ValidationNews.None : ValidationNews.Sampled;
        }

        if (isDue)
        {
            replica.EnsurePacked();
            if (evaluator!.Advance(replica.Team))
            {
                return ValidationNews.None;
            }

            line = line with { ValidationLoss = evaluator.Loss };
            Duration = time.GetElapsedTime(begun);
        }

        return ValidationNews.Validated;
    }

    /// <summary>The step's line is written.</summary>
    /// <param name="drawn">What the model is to write next; null for nothing: the phase is over.</param>
    public void BecomeWritten(SampleText? drawn)
    {
        Owes = false;
        sample = drawn;
    }

    /// <summary>The phase is over: everything is announced, or what is left is not needed.</summary>
    public void BecomeClosed()
    {
        Ensure.That(!Owes);
        sample = null;
    }
}
