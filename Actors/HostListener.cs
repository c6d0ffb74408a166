using Akka.Actor;
using Akka.Event;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RnnCluster.Actors;

/// <summary>
/// Hears of dead letters, failures and what Akka logs in the turn in which they happen: a subscriber with a mailbox
/// would be told later, and not at all after the system's end.
/// </summary>
internal sealed class HostListener : DirectRef
{
    private readonly ActorHost host;

    public HostListener(ActorSystem system, ActorHost host)
        : base(system, "rnn-host") => this.host = host;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case AllDeadLetters letter:
                host.OnDeadLetter(letter);
                break;
            case Error error:
                host.OnError(error);
                break;
            case Warning warning:
                host.OnLogged(LogLevel.Warning, warning);
                break;
            case Info info:
                host.OnLogged(LogLevel.Information, info);
                break;
            case Debug debug:
                host.OnLogged(LogLevel.Debug, debug);
                break;
        }
    }
}
