using RnnCluster.Actors.Supervision;

namespace RnnCluster.Actors.Tests;

/// <summary>
/// Tells a probe every call of its life with the number of its instance, and every message; throws an exception that it
/// is told, spawns what it is told, and says "pong" to "ping".
/// </summary>
internal sealed class Witness(ActorRef probe, int instance, SupervisorStrategy? strategy = null) : Actor
{
    protected internal override int StashCapacity => 2;

    protected internal override SupervisorStrategy SupervisorStrategy => strategy ?? SupervisorStrategy.Default;

    /// <summary>Instances are numbered from 1.</summary>
    public static Props Props(ActorRef probe, SupervisorStrategy? strategy = null)
    {
        int instances = 0;
        return Actors.Props.Create(() => new Witness(probe, ++instances, strategy));
    }

    protected internal override void PreStart() => Say("PreStart");

    protected internal override void PostStop() => Say("PostStop");

    protected internal override void PreRestart(Exception cause, object? message)
    {
        Say($"PreRestart {cause.Message}");
        base.PreRestart(cause, message);
    }

    protected internal override void PostRestart(Exception cause)
    {
        Say($"PostRestart {cause.Message}");
        base.PostRestart(cause);
    }

    protected internal override void OnReceive(object message)
    {
        switch (message)
        {
            case Exception exception:
                throw exception;
            case (string name, Props props):
                Sender.Tell(Context.Spawn(props, name), Self);
                break;
            case "ping":
                Sender.Tell("pong", Self);
                break;
            default:
                Say($"{message}");
                break;
        }
    }

    private void Say(string text) => probe.Tell($"{Self.Name}{instance} {text}", Self);
}
