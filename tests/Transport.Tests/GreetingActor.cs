using RnnCluster.Actors;
using RnnCluster.Transport.Events;

namespace RnnCluster.Transport.Tests;

/// <summary>Greets an actor of every peer as soon as it knows of the peer.</summary>
internal sealed class GreetingActor(string path) : MeasuredActor
{
    protected override void OnReceive(object message)
    {
        if (message is PeerConnected connected)
        {
            connected.RefTo(path).Tell(Messages.Control(1), Self);
        }
    }
}
