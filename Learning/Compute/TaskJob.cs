namespace RnnCluster.Learning.Compute;

/// <summary>
/// Independent tasks that members take as they become free, so that a disturbed core holds nobody up.
/// </summary>
public abstract class TaskJob : TeamJob
{
    private int next;

    /// <summary>How many tasks there are; set before the job runs.</summary>
    protected int TaskCount { get; private set; }

    /// <summary>Prepares the next run.</summary>
    /// <param name="tasks">How many tasks it has.</param>
    public void Reset(int tasks)
    {
        TaskCount = tasks;
        next = 0;
    }

    /// <inheritdoc/>
    public sealed override void Run(int member, int members)
    {
        while (true)
        {
            int task = Interlocked.Increment(ref next) - 1;
            if (task >= TaskCount)
            {
                return;
            }

            Execute(task);
        }
    }

    /// <summary>Does one task.</summary>
    /// <param name="task">0 .. <see cref="TaskCount"/> - 1.</param>
    protected abstract void Execute(int task);
}
