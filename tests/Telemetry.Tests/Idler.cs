using RnnCluster.Actors;

namespace RnnCluster.Telemetry.Tests;

/// <summary>An actor that is there and does nothing.</summary>
internal sealed class Idler : MeasuredActor
{
    protected override void OnReceive(object message) => Unhandled(message);
}
