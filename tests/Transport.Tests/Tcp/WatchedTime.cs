using RnnCluster.SimulationKit;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>
/// A manual clock that says when the first timer of some length is set, so that a test moves it not too early.
/// </summary>
internal sealed class WatchedTime(TimeSpan watched) : TimeProvider
{
    private readonly VirtualTime manual = new();
    private readonly TaskCompletionSource isSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => manual.TimestampFrequency;

    public override long GetTimestamp() => manual.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => manual.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = manual.CreateTimer(callback, state, dueTime, period);
        if (dueTime == watched)
        {
            isSet.TrySetResult();
        }

        return timer;
    }

    public void Advance(TimeSpan duration) => manual.Advance(duration);

    public Task WaitForTimerAsync() => isSet.Task.WaitAsync(TestProbe.WaitMax);
}
