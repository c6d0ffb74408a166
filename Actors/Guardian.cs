using RnnCluster.Actors.Supervision;

namespace RnnCluster.Actors;

/// <summary>The parent of the actors that the host spawns. What it escalates ends the system.</summary>
internal sealed class Guardian(SupervisorStrategy strategy) : Actor
{
    protected internal override SupervisorStrategy SupervisorStrategy => strategy;

    protected internal override void OnReceive(object message) => Unhandled(message);
}
