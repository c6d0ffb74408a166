using RnnCluster.Shared;

namespace RnnCluster.Learning.Compute;

/// <summary>
/// Independent tasks that members take as they become free, so that a disturbed core holds nobody up. They may come in
/// queues: a member empties its own first, whose data its core has at hand, and then helps with the others.
/// </summary>
public abstract class TaskJob : TeamJob
{
    private int[] next = [0];
    private int queues = 1;
    private int queueTasks;

    /// <summary>How many tasks there are; set before the job runs.</summary>
    protected int TaskCount => queues * queueTasks;

    /// <summary>Prepares the next run. Allocates nothing unless there are more queues than ever before.</summary>
    /// <param name="tasks">How many tasks it has.</param>
    /// <param name="count">Into how many queues of equal length they fall, at least 1.</param>
    public void Reset(int tasks, int count = 1)
    {
        Ensure.That(tasks >= 0 && count > 0 && tasks % count == 0);
        queues = count;
        queueTasks = tasks / count;
        if (next.Length < count)
        {
            next = new int[count];
        }

        Array.Clear(next);
    }

    /// <inheritdoc/>
    public sealed override void Run(int member, int members)
    {
        for (int offset = 0; offset < queues; offset++)
        {
            int queue = (member + offset) % queues;
            int task = Interlocked.Increment(ref next[queue]) - 1;
            while (task < queueTasks)
            {
                Execute((queue * queueTasks) + task);
                task = Interlocked.Increment(ref next[queue]) - 1;
            }
        }
    }

    /// <summary>Does one task.</summary>
    /// <param name="task">0 .. <see cref="TaskCount"/> - 1.</param>
    protected abstract void Execute(int task);
}
