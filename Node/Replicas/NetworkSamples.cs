using Akka.Actor;
using Akka.Event;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Node.Replicas;

/// <summary>Tells what probes saw: of a window to the coordinator, of the parameters to whoever watches here.</summary>
internal static class NetworkSamples
{
    /// <summary>After a computation: what it left, if its step was due and shard 0 in it.</summary>
    public static void TellWindow(Replica replica, IActorRef coordinator, IActorRef self)
    {
        if (replica.Probe?.Take() is not { } sample)
        {
            return;
        }

        foreach (LayerProbe layer in sample.Layers)
        {
            coordinator.Tell(
                new WindowSampled(
                    sample.Step,
                    layer.Layer,
                    layer.HiddenNorms,
                    layer.GradientNorms,
                    layer.Gates,
                    layer.LowShares,
                    layer.HighShares,
                    layer.TimeSteps),
                self);
        }
    }

    /// <summary>After an update that is due.</summary>
    public static void PublishParameters(Replica replica, AveragedGradient gradient, EventStream stream)
    {
        foreach (ParameterSpread spread in ParameterProbe.Sample(replica, gradient))
        {
            stream.Publish(new ParameterSampled(
                replica.Step, spread.Name, HistogramOf(spread.Weights), HistogramOf(spread.Gradient)));
        }
    }

    private static Histogram HistogramOf(Spread spread) =>
        new(spread.Minimum, spread.Maximum, spread.Mean, spread.Deviation, spread.Counts);
}
