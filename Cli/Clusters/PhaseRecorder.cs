using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>Collects where the replicas' time goes, step by step.</summary>
internal sealed class PhaseRecorder
{
    /// <summary>The first half of the steps warms the machine up.</summary>
    private const int WarmShare = 2;

    private readonly SortedDictionary<NodeId, List<StepTimes>> times = new(NodeId.Order);

    /// <summary>Begins to listen.</summary>
    /// <param name="system">Of the coordinator; it must have ended before the medians are asked for.</param>
    public void Listen(ActorSystem system)
    {
        IActorRef listener = system.ActorOf(ActorProps.Of(() => new Listener(times)), "phases");
        system.EventStream.Subscribe(listener, typeof(StepMeasured));
    }

    /// <summary>For each worker the median of each of its phases.</summary>
    public IReadOnlyList<(NodeId Node, StepTimes Times)> Medians() =>
    [
        .. times.Select(pair =>
        {
            StepTimes[] warm = [.. pair.Value.Skip(pair.Value.Count / WarmShare)];
            return (pair.Key, new StepTimes(
                Median(warm, each => each.Data),
                Median(warm, each => each.Forward),
                Median(warm, each => each.Backward),
                Median(warm, each => each.Send),
                Median(warm, each => each.Wait),
                Median(warm, each => each.Reduce),
                Median(warm, each => each.Apply)));
        }),
    ];

    private static TimeSpan Median(StepTimes[] steps, Func<StepTimes, TimeSpan> phase) =>
        steps.Select(phase).Order().ElementAtOrDefault(steps.Length / 2);

    private sealed class Listener(SortedDictionary<NodeId, List<StepTimes>> times) : MeasuredActor
    {
        protected override void OnReceive(object message)
        {
            var measured = (StepMeasured)message;
            if (!times.TryGetValue(measured.Node, out List<StepTimes>? steps))
            {
                times.Add(measured.Node, steps = []);
            }

            steps.Add(measured.Times);
        }
    }
}
