using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace RnnCluster.Actors;

/// <summary>The mailbox of all actors: bounded by <c>mailbox-capacity</c>, and counted.</summary>
internal sealed class LoanMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<LoanQueue>
{
    private readonly int capacity = config.GetInt("mailbox-capacity");

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        ActorHost host = ActorHost.Of(system);
        var queue = new LoanQueue(owner, system, host, capacity);
        host.Register(owner, queue);
        return queue;
    }
}
