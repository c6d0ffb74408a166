using RnnCluster.Actors;
using RnnCluster.Protocol.Commands;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>Answers every command, and says which.</summary>
internal sealed class FakeCoordinator : MeasuredActor
{
    protected override void OnReceive(object message)
    {
        if (message is DrainWorker drain)
        {
            Sender.Tell(new CommandReply(false, $"there is no worker {drain.Node}"), Self);
            return;
        }

        Sender.Tell(new CommandReply(true, message.GetType().Name), Self);
    }
}
