using System.Threading.Tasks.Sources;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Outboxes;

/// <summary>
/// Wakes the one loop that waits, without allocating: set before the wait, it is not lost; set twice, it wakes once.
/// </summary>
/// <param name="isInline">Whether who sets it runs what was waiting, until that waits again.</param>
internal sealed class AsyncSignal(bool isInline) : IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = !isInline };
    private bool isSet;
    private bool isAwaited;

    /// <summary>Completes at the next <see cref="Set"/>, or at once if that has come already.</summary>
    public ValueTask WaitAsync()
    {
        lock (gate)
        {
            Ensure.That(!isAwaited);
            if (isSet)
            {
                isSet = false;
                return ValueTask.CompletedTask;
            }

            source.Reset();
            isAwaited = true;
            return new ValueTask(this, source.Version);
        }
    }

    public void Set()
    {
        lock (gate)
        {
            if (!isAwaited)
            {
                isSet = true;
                return;
            }

            isAwaited = false;
        }

        source.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
