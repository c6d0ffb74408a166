using System.Diagnostics.CodeAnalysis;

namespace RnnCluster.Dashboard.Watchers;

/// <summary>
/// Somebody who watches: what waits for them. The actor offers, their connection takes. Whoever does not take fast
/// enough loses all that waits and gets, as soon as they ask for more, a gap with its size and a snapshot.
/// </summary>
internal sealed class Watcher
{
    /// <summary>
    /// Eight seconds of updates: a train in a tunnel. The frames are shared by all watchers, so a slow one costs
    /// pointers.
    /// </summary>
    public const int FramesMax = 32;

    private readonly Lock gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> frames = new(FramesMax);
    private TaskCompletionSource? signal;
    private bool hasBegun;
    private bool isBehind;
    private bool hasAsked;
    private bool isOver;
    private long missed;

    /// <summary>Whether it has lost something and did not begin anew.</summary>
    public bool IsBehind
    {
        get
        {
            lock (gate)
            {
                return isBehind;
            }
        }
    }

    /// <summary>Whether it has to ask for a new beginning: true once each time that it has lost something.</summary>
    public bool MustJoin()
    {
        lock (gate)
        {
            bool must = isBehind && !hasAsked;
            hasAsked |= must;
            return must;
        }
    }

    /// <summary>Whether nothing comes any more and all is taken.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return isOver && frames.Count == 0;
            }
        }
    }

    /// <summary>Begins, or begins anew.</summary>
    /// <param name="snapshot">What is known now.</param>
    public void Begin(ReadOnlyMemory<byte> snapshot)
    {
        lock (gate)
        {
            frames.Clear();
            if (missed > 0)
            {
                frames.Enqueue(Frames.OfGap(missed));
            }

            frames.Enqueue(snapshot);
            (hasBegun, isBehind, missed) = (true, false, 0);
            Wake();
        }
    }

    /// <summary>Offers the next update; before the first snapshot nothing is wanted.</summary>
    public void Offer(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            if (isBehind)
            {
                missed++;
            }
            else if (hasBegun && frames.Count == FramesMax)
            {
                LoseAll(1);
            }
            else if (hasBegun)
            {
                frames.Enqueue(frame);
                Wake();
            }
        }
    }

    /// <summary>There was too much for an update.</summary>
    /// <param name="count">How much.</param>
    public void Lose(long count)
    {
        lock (gate)
        {
            if (isBehind)
            {
                missed += count;
            }
            else if (hasBegun)
            {
                LoseAll(count);
            }
        }
    }

    /// <summary>Nothing comes any more; what waits may still be taken.</summary>
    public void End()
    {
        lock (gate)
        {
            isOver = true;
            Wake();
        }
    }

    /// <summary>Takes the next frame if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out ReadOnlyMemory<byte>? frame)
    {
        lock (gate)
        {
            bool isThere = frames.TryDequeue(out ReadOnlyMemory<byte> next);
            frame = isThere ? next : null;
            return isThere;
        }
    }

    /// <summary>Completes when there is something to take or to do.</summary>
    public Task WhenReady()
    {
        lock (gate)
        {
            if (frames.Count > 0 || isOver || (isBehind && !hasAsked))
            {
                return Task.CompletedTask;
            }

            signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return signal.Task;
        }
    }

    private void LoseAll(long more)
    {
        missed += frames.Count + more;
        frames.Clear();
        (isBehind, hasAsked) = (true, false);
        Wake();
    }

    private void Wake()
    {
        signal?.TrySetResult();
        signal = null;
    }
}
