using RnnCluster.Shared;

namespace RnnCluster.Learning.Compute;

/// <summary>
/// Independent tasks that members take as they become free, so that a disturbed core holds nobody up. They may come in
/// queues: a member empties its own first, whose data its core has at hand, and then helps with the others.
/// </summary>
public abstract class TaskJob : TeamJob
{
    private int[] next = [0];
    private int queueCount = 1;
    private int queueTasks;

    /// <summary>Prepares the next run. Allocates nothing unless there are more queues than ever before.</summary>
    /// <param name="tasks">How many tasks it has.</param>
    /// <param name="queues">Into how many queues of equal length they fall, at least 1.</param>
    public void Reset(int tasks, int queues = 1)
    {
        Ensure.That(tasks >= 0 && queues > 0 && tasks % queues == 0);
        queueCount = queues;
        queueTasks = tasks / queues;
        if (next.Length < queues)
        {
            next = new int[queues];
        }

        Array.Clear(next);
    }

    /// <inheritdoc/>
    public sealed override void Run(int member, int members)
    {
        for (int offset = 0; offset < queueCount; offset++)
        {
            int queue = (member + offset) % queueCount;
            int task = Interlocked.Increment(ref next[queue]) - 1;
            while (task < queueTasks)
            {
                Execute((queue * queueTasks) + task);
                task = Interlocked.Increment(ref next[queue]) - 1;
            }
        }
    }

    /// <summary>Does one task.</summary>
    /// <param name="task">One of those that <see cref="Reset"/> announced, from 0.</param>
    protected abstract void Execute(int task);
}
