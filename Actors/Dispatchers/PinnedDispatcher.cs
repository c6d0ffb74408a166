namespace RnnCluster.Actors.Dispatchers;

/// <summary>
/// Gives each actor a thread of its own, named by its path, on which all its turns run and which ends with it. For
/// turns that compute for long or wait: the thread pool stays free for everybody else.
/// </summary>
public sealed class PinnedDispatcher : Dispatcher
{
    /// <inheritdoc/>
    public override string Kind => "pinned";

    internal override TurnRunner Attach(ActorCell cell) => new Runner(cell);

    private sealed class Runner(ActorCell cell) : TurnRunner
    {
        private readonly object gate = new();
        private Thread? thread;
        private bool isReady;
        private bool isDetached;

        public override void Schedule()
        {
            lock (gate)
            {
                isReady = true;
                Monitor.Pulse(gate);
                if (thread is null)
                {
                    thread = new Thread(Work) { IsBackground = true, Name = cell.Self.Path };
                    thread.UnsafeStart();
                }
            }
        }

        /// <summary>Called in the actor's last turn, so on the thread itself.</summary>
        public override void Detach()
        {
            lock (gate)
            {
                isDetached = true;
            }
        }

        private void Work()
        {
            while (TryAwaitTurn())
            {
                cell.Run(int.MaxValue);
            }
        }

        private bool TryAwaitTurn()
        {
            lock (gate)
            {
                while (!isReady && !isDetached)
                {
                    Monitor.Wait(gate);
                }

                isReady = false;
                return !isDetached;
            }
        }
    }
}
