using System.Runtime.ExceptionServices;
using RnnCluster.Kernels.Threads;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Compute;

/// <summary>
/// Threads of our own that compute together; the caller is the first of them. A step needs about five rounds, so a
/// round must begin and end within microseconds: members spin for a moment and then sleep. They never spin for long,
/// because on a shared machine a spinning thread takes the core from one that computes.
/// </summary>
/// <remarks>One caller at a time. A round allocates nothing.</remarks>
public sealed class ComputeTeam : IDisposable
{
    /// <summary>The most threads: far beyond any machine this runs on; a typing error is caught.</summary>
    public const int SizeMax = 1024;

    /// <summary>About 20 microseconds: longer than the gap between two rounds, shorter than a time slice.</summary>
    private const int SpinsMax = 200;

    private const int SpinIterations = 20;

    private readonly int spinsMax;
    private readonly Thread[] threads;
    private readonly object gate = new();
    private TeamJob? job;
    private ExceptionDispatchInfo? failure;
    private int round;
    private int pending;
    private int sleepers;
    private bool isCallerAsleep;
    private bool isClosed;

    /// <summary>Starts the threads.</summary>
    /// <param name="size">Members, the caller included, 1 .. <see cref="SizeMax"/>.</param>
    public ComputeTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, SizeMax);
        Size = size;

        // With more members than cores, whoever spins holds the core that somebody needs to finish the round.
        spinsMax = size <= Environment.ProcessorCount ? SpinsMax : 0;
        threads = new Thread[size - 1];
        for (int index = 0; index < threads.Length; index++)
        {
            int member = index + 1;
            threads[index] = new Thread(() => Work(member)) { IsBackground = true, Name = $"compute-{member}" };
            threads[index].Start();
        }
    }

    /// <summary>Members, the caller included.</summary>
    public int Size { get; }

    /// <summary>Runs a job on all members and returns when all are done.</summary>
    /// <param name="job">The job, which must not run another on this team.</param>
    public void Run(TeamJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Ensure.That(!isClosed && this.job is null);
        this.job = job;
        Volatile.Write(ref pending, threads.Length);
        Interlocked.Increment(ref round);
        if (Volatile.Read(ref sleepers) > 0)
        {
            lock (gate)
            {
                Monitor.PulseAll(gate);
            }
        }

        Attempt(0);
        AwaitOthers();
        this.job = null;
        if (failure is not null)
        {
            ExceptionDispatchInfo first = failure;
            failure = null;
            first.Throw();
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (isClosed)
        {
            return;
        }

        lock (gate)
        {
            isClosed = true;
            Interlocked.Increment(ref round);
            Monitor.PulseAll(gate);
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private void Work(int member)
    {
        ComputeThread.GiveWay();
        int seen = 0;
        while (true)
        {
            seen = AwaitRound(seen);
            if (Volatile.Read(ref isClosed))
            {
                return;
            }

            Attempt(member);
            if (Interlocked.Decrement(ref pending) == 0 && Volatile.Read(ref isCallerAsleep))
            {
                lock (gate)
                {
                    Monitor.PulseAll(gate);
                }
            }
        }
    }

    private void Attempt(int member)
    {
        try
        {
            job!.Run(member, Size);
        }
#pragma warning disable CA1031 // Whatever a member meets is carried to the caller, who throws it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private int AwaitRound(int seen)
    {
        for (int spin = 0; spin < spinsMax; spin++)
        {
            if (Volatile.Read(ref round) != seen)
            {
                return seen + 1;
            }

            Thread.SpinWait(SpinIterations);
        }

        // The count of sleepers goes up before the round is read again, and the caller raises the round before it
        // reads the count: one of the two sees the other.
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref round) == seen)
            {
                Monitor.Wait(gate);
            }

            Interlocked.Decrement(ref sleepers);
        }

        return seen + 1;
    }

    private void AwaitOthers()
    {
        for (int spin = 0; spin < spinsMax; spin++)
        {
            if (Volatile.Read(ref pending) == 0)
            {
                return;
            }

            Thread.SpinWait(SpinIterations);
        }

        lock (gate)
        {
            Volatile.Write(ref isCallerAsleep, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref pending) > 0)
            {
                Monitor.Wait(gate);
            }

            Volatile.Write(ref isCallerAsleep, false);
        }
    }
}
