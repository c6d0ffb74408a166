using System.Globalization;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// A run's metrics and checkpoints on a disk that may fail. Training does not wait for the disk: lines that it does not
/// take wait in memory, and so does a copy of the newest checkpoint that is due. Both are tried again at intervals that
/// grow, and when there is room the files are those of a run whose disk never failed, checkpoints excepted that newer
/// ones had taken the place of. Above <see cref="WaitingBytesMax"/> of lines the run must pause.
/// </summary>
internal sealed class RunFiles : IDisposable
{
    /// <summary>About 400,000 lines of 160 bytes. Above it the run pauses, so that memory stays bounded.</summary>
    public const int WaitingBytesMax = 64 * 1024 * 1024;

    /// <summary>The first interval; each is twice the one before it.</summary>
    public static readonly TimeSpan RetryIntervalMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest interval: what a person who has made room waits at most.</summary>
    public static readonly TimeSpan RetryIntervalMax = TimeSpan.FromMinutes(1);

    private readonly CheckpointStore store;
    private readonly MetricsLog metrics;
    private readonly TimeProvider time;
    private readonly Action<string> warn;
    private readonly Action<CheckpointReceipt> written;

    /// <summary>Due checkpoints that were never written, as newer ones came: how many, the first, the last.</summary>
    private (int Count, Step First, Step Last) missed;

    /// <summary>A copy of the newest checkpoint that is due; null if it is written.</summary>
    private CheckpointContent? owed;

    /// <summary>
    /// The newest checkpoint that is written, if <c>latest</c> does not name it or old ones are still there; else null.
    /// </summary>
    private Step? unnamed;

    /// <summary>Zero as long as nothing waits.</summary>
    private TimeSpan interval;
    private long failedAt;
    private bool isPauseTold;

    /// <summary>What is missing at the run's end was said.</summary>
    private bool isEndTold;

    /// <summary>The files of a run.</summary>
    /// <param name="store">The checkpoints.</param>
    /// <param name="metrics">The log, which this disposes of.</param>
    /// <param name="time">Measures the intervals.</param>
    /// <param name="warn">Gets a line for each attempt that failed, and when all is written.</param>
    /// <param name="written">Gets each checkpoint that was written, at once or later.</param>
    public RunFiles(
        CheckpointStore store,
        MetricsLog metrics,
        TimeProvider time,
        Action<string> warn,
        Action<CheckpointReceipt> written)
    {
        this.store = store;
        this.metrics = metrics;
        this.time = time;
        this.warn = warn;
        this.written = written;
    }

    /// <summary>Whether something waits for the disk.</summary>
    public bool IsBehind => interval > TimeSpan.Zero;

    /// <summary>Whether too many lines wait: no step may be made before there is room.</summary>
    public bool IsOutOfRoom => metrics.WaitingBytes >= WaitingBytesMax;

    /// <summary>How long until the next attempt; zero if it is due. Only if something waits.</summary>
    public TimeSpan RetryIn
    {
        get
        {
            TimeSpan left = interval - time.GetElapsedTime(failedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Adds a line of metrics.</summary>
    /// <param name="line">The step's values.</param>
    public void Append(in StepMetrics line)
    {
        metrics.Add(line);
        if (IsBehind)
        {
            MaybeRetry();
        }
        else
        {
            Try();
        }
    }

    /// <summary>Writes a checkpoint, or keeps a copy until it can be written.</summary>
    /// <param name="content">The checkpoint; its state may change when this returns.</param>
    /// <returns>The state's hash.</returns>
    /// <exception cref="InvalidDataException">The state holds what is no finite number.</exception>
    public string Save(CheckpointContent content)
    {
        if (IsBehind)
        {
            string hash = StateHash.Compute(content.State);
            Owe(content);
            MaybeRetry();
            return hash;
        }

        try
        {
            CheckpointReceipt receipt = Write(content);
            if (receipt.LatestFault is { } fault)
            {
                BecomeBehind(fault);
            }

            return receipt.StateHash;
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            string hash = StateHash.Compute(content.State);
            Owe(content);
            BecomeBehind(fault);
            return hash;
        }
    }

    /// <summary>Has <c>latest</c> name a checkpoint that is written, where an earlier run did not.</summary>
    /// <param name="step">The checkpoint's step.</param>
    public void EnsureLatest(Step step)
    {
        if (!store.IsLatest(step))
        {
            unnamed = step;
            Try();
        }
    }

    /// <summary>Tries again if the interval is over.</summary>
    public void MaybeRetry()
    {
        if (IsBehind && RetryIn == TimeSpan.Zero)
        {
            Try();
        }
    }

    /// <summary>The run is over: what waits is tried once more.</summary>
    /// <param name="step">The step at which it ends.</param>
    /// <exception cref="StorageException">Something is not written; the message says what.</exception>
    public void Complete(Step step)
    {
        if (!IsBehind)
        {
            return;
        }

        try
        {
            WriteAll();
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            isEndTold = true;
            throw new StorageException(
                $"the run ends at step {step}, but its files are not whole: {Missing()} could not be written: "
                + fault.Message,
                fault);
        }

        BecomeCurrent();
    }

    /// <summary>Tries what waits once more: a run that failed otherwise leaves all lines that it can.</summary>
    public void Dispose()
    {
        if (IsBehind)
        {
            MaybeWriteLast();
        }

        metrics.Dispose();
    }

    private void MaybeWriteLast()
    {
        try
        {
            WriteAll();
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            if (!isEndTold)
            {
                warn(
                    $"the run is over, but its files are not whole: {Missing()} could not be written: {fault.Message}");
            }

            return;
        }

        BecomeCurrent();
    }

    private void Try()
    {
        try
        {
            WriteAll();
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            BecomeBehind(fault);
            return;
        }

        if (IsBehind)
        {
            BecomeCurrent();
        }
    }

    private void WriteAll()
    {
        metrics.Write();
        if (owed is not null)
        {
            _ = Write(owed);
            owed = null;
        }

        if (unnamed is { } step)
        {
            store.MakeLatest(step);
            unnamed = null;
        }
    }

    private CheckpointReceipt Write(CheckpointContent content)
    {
        metrics.Write();
        metrics.Flush();
        CheckpointReceipt receipt = store.Write(content, time);
        unnamed = receipt.LatestFault is null ? null : receipt.Step;
        written(receipt);
        return receipt;
    }

    private void Owe(CheckpointContent content)
    {
        if (owed is { State.Step: var before } && before < content.State.Step)
        {
            missed = (missed.Count + 1, missed.Count == 0 ? before : missed.First, before);
        }

        owed = content.Copy();
    }

    private void BecomeBehind(Exception fault)
    {
        interval = IsBehind
            ? TimeSpan.FromTicks(Math.Min(interval.Ticks * 2, RetryIntervalMax.Ticks))
            : RetryIntervalMin;
        failedAt = time.GetTimestamp();
        string what = IsOutOfRoom ? "the run pauses until there is room" : "the run goes on";
        warn(string.Create(
            CultureInfo.InvariantCulture,
            $"{fault.Message}; {what}; still to be written: {Missing()}; the next attempt is in "
                + $"{interval.TotalSeconds:0} s"));
        isPauseTold |= IsOutOfRoom;
    }

    private void BecomeCurrent()
    {
        interval = TimeSpan.Zero;
        string never = missed.Count switch
        {
            0 => string.Empty,
            1 => $"; the checkpoint of step {missed.First} was never written, because a newer one was due",
            _ => $"; {missed.Count} checkpoints of steps {missed.First} to {missed.Last} were never written, because a "
                + "newer one was due",
        };
        string goesOn = isPauseTold ? "; the run goes on" : string.Empty;
        string end = isEndTold ? "; nothing is missing any more, although the run says so at its end" : string.Empty;
        warn($"there is room again: all that waited is written{never}{goesOn}{end}");
        missed = default;
        isPauseTold = false;
    }

    private string Missing()
    {
        string lines = metrics.WaitingLines switch
        {
            0 => string.Empty,
            1 => $"the line of metrics of step {metrics.WaitingFrom}",
            _ => $"{metrics.WaitingLines} lines of metrics from step {metrics.WaitingFrom} on",
        };
        string checkpoint = owed is not null ? $"the checkpoint of step {owed.State.Step}"
            : unnamed is { } step ? $"what follows the checkpoint of step {step} ('latest', the deletion of old ones)"
            : string.Empty;
        return string.Join(" and ", new[] { lines, checkpoint }.Where(part => part.Length > 0));
    }

    /// <summary>While a run goes on, a file that cannot be written is never a mistake of its user.</summary>
    private static bool IsOfDisk(Exception fault) => fault is StorageException or InputException or IOException;
}
