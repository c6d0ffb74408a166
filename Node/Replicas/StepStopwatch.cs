using RnnCluster.Learning.Replicas;
using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Node.Replicas;

/// <summary>Measures where a replica's time goes between two updates. Never part of a state.</summary>
internal sealed class StepStopwatch
{
    private readonly TimeProvider time;
    private readonly PhaseClock phases;
    private long sendTicks;
    private long reduceTicks;

    public StepStopwatch(Replica replica, TimeProvider time)
    {
        this.time = time;
        phases = new PhaseClock(time);
        replica.Clock = phases;
    }

    public long Now => time.GetTimestamp();

    /// <summary>A slice was sent by one of the compute threads.</summary>
    public void OnSent(long begun) => Interlocked.Add(ref sendTicks, time.GetElapsedTime(begun).Ticks);

    /// <summary>A slice was reduced, on another thread.</summary>
    public void OnReduced(long begun) => Interlocked.Add(ref reduceTicks, time.GetElapsedTime(begun).Ticks);

    /// <summary>The step's update began at a time and is made: gives the step's times and begins anew.</summary>
    public StepTimes End(long begun)
    {
        var times = new StepTimes(
            phases[Phase.Data],
            phases[Phase.Pack] + phases[Phase.Forward] + phases[Phase.Loss],
            phases[Phase.Backward] + phases[Phase.Gradients],
            TimeSpan.FromTicks(Interlocked.Exchange(ref sendTicks, 0)),
            TimeSpan.Zero,
            TimeSpan.FromTicks(Interlocked.Exchange(ref reduceTicks, 0)),
            time.GetElapsedTime(begun));
        phases.Reset();
        return times;
    }
}
