using Akka.Actor;
using Akka.Event;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard.Web;

/// <summary>Where requests ask the actors.</summary>
internal sealed class Desk(EventStream events, IActorRef dashboard, IActorRef coordinator)
{
    /// <summary>A turn of the dashboard's actor takes milliseconds; longer means that it is gone.</summary>
    public static readonly TimeSpan QuestionMax = TimeSpan.FromSeconds(10);

    /// <summary>An amendment is acknowledged when it is on the disk, after the open step and a checkpoint.</summary>
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(60);

    public IActorRef Dashboard => dashboard;

    /// <summary>Asks what is known.</summary>
    public async Task<T> Ask<T>(Func<DashboardModel, T> question)
        where T : class =>
        await dashboard.Ask<T>(new DashboardMessage.Question(question), QuestionMax).ConfigureAwait(false);

    /// <summary>Asks the coordinator to do something, and writes down who did.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="action">What, in words.</param>
    /// <param name="command">What.</param>
    public async Task<CommandReply> Command(string who, string action, OperatorCommand command)
    {
        CommandReply reply;
        try
        {
            reply = await coordinator.Ask<CommandReply>(command, CommandMax).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            reply = new CommandReply(false, $"no answer within {CommandMax.TotalSeconds} s: it may still be done");
        }

        Record(who, action, reply.IsAccepted, reply.Text);
        return reply;
    }

    /// <summary>Publishes what an operator did, or was refused.</summary>
    public void Record(string who, string action, bool isAccepted, string answer) =>
        events.Publish(new OperatorActed(who, action, isAccepted, answer));
}
