using Akka.Dispatch;

namespace RnnCluster.Actors;

/// <summary>
/// One thread that runs what it is given, in order, and sleeps while there is nothing. Akka's own dedicated threads
/// give up their time slice some hundred times before they sleep: a thread with long slices, as those that compute
/// have, then waits behind all others of the machine (Linux's EEVDF takes the rest of each slice from it).
/// </summary>
internal sealed class ThreadExecutor : ExecutorService
{
    private readonly object gate = new();
    private readonly Queue<IRunnable> waiting = [];
    private bool isShut;

    /// <summary>Starts the thread.</summary>
    /// <param name="id">The dispatcher's name.</param>
    public ThreadExecutor(string id)
        : base(id)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = id };
        thread.UnsafeStart();
    }

    public override void Execute(IRunnable run)
    {
        lock (gate)
        {
            waiting.Enqueue(run);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>The thread ends when it has run what waits.</summary>
    public override void Shutdown()
    {
        lock (gate)
        {
            isShut = true;
            Monitor.Pulse(gate);
        }
    }

    private void Work()
    {
        while (Take() is { } run)
        {
            run.Run();
        }
    }

    private IRunnable? Take()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !isShut)
            {
                Monitor.Wait(gate);
            }

            return waiting.TryDequeue(out IRunnable? run) ? run : null;
        }
    }
}
