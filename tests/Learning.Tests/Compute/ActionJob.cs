using RnnCluster.Learning.Compute;

namespace RnnCluster.Learning.Tests.Compute;

/// <summary>Runs an action on every member.</summary>
internal sealed class ActionJob(Action<int, int> action) : TeamJob
{
    private int done;

    /// <summary>How many members came to their end.</summary>
    public int Done => done;

    public override void Run(int member, int members)
    {
        action(member, members);
        Interlocked.Increment(ref done);
    }
}
