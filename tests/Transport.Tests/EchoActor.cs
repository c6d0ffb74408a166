using RnnCluster.Actors;
using RnnCluster.Protocol.Health;

namespace RnnCluster.Transport.Tests;

/// <summary>Answers each heartbeat.</summary>
internal sealed class EchoActor : MeasuredActor
{
    protected override void OnReceive(object message)
    {
        if (message is Heartbeat heartbeat)
        {
            Sender.Tell(new HeartbeatReply(heartbeat.Sequence), Self);
        }
        else
        {
            Unhandled(message);
        }
    }
}
