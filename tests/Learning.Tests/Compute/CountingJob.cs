using RnnCluster.Learning.Compute;

namespace RnnCluster.Learning.Tests.Compute;

/// <summary>Counts each member's calls, and remembers who said to belong to a team of another size.</summary>
internal sealed class CountingJob(int size) : TeamJob
{
    private readonly long[] calls = new long[size];

    /// <summary>By member.</summary>
    public IReadOnlyList<long> Calls => calls;

    /// <summary>How many calls named another number of members.</summary>
    public int Mistaken { get; private set; }

    /// <summary>By member: the thread of its last call.</summary>
    public Thread?[] Threads { get; } = new Thread?[size];

    public override void Run(int member, int members)
    {
        // Plain increments: only the team's own ordering keeps these counts right.
        calls[member]++;
        Threads[member] = Thread.CurrentThread;
        if (members != size)
        {
            Mistaken++;
        }
    }
}
