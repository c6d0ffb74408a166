using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace RnnCluster.Actors;

/// <summary>Akka's actor systems as the product runs them: the settings in one place, each with its reason.</summary>
public static class ActorSystems
{
    /// <summary>
    /// What every process calls its system. A node's own name is none for Akka: it may be <c>10.0.0.7</c> or begin with
    /// a digit and a dot.
    /// </summary>
    public const string Name = "rnncluster";

    /// <summary>
    /// The dispatcher of actors that compute for long or wait: a thread for each of them, named by its path, which
    /// Akka's pool never uses.
    /// </summary>
    public const string DedicatedThread = "rnn.dedicated-thread";

    /// <summary>A mailbox of 1,024, for actors that are asked by people.</summary>
    public const string SmallMailbox = "rnn.small-mailbox";

    /// <summary>How many messages may wait in a <see cref="SmallMailbox"/>.</summary>
    public const int SmallMailboxCapacity = 1024;

    private const string Settings = """
        rnn {
          # One thread for each actor, which ends with it.
          dedicated-thread { type = "RnnCluster.Actors.DedicatedThreads, RnnCluster.Actors", shutdown-timeout = 0s }
          small-mailbox { mailbox-type = "RnnCluster.Actors.LoanMailbox, RnnCluster.Actors", mailbox-capacity = 1024 }
        }
        akka {
          # Faults reach the host by the event stream (HostListener). A logger would be an actor that starts first.
          loggers = []
          loglevel = ERROR
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          # Akka's serializer of nothing is replaced, too; it would say so on the terminal.
          log-serializer-override-on-start = off
          scheduler.implementation = "RnnCluster.Actors.ClockScheduler, RnnCluster.Actors"
          # The process decides when it ends; signals are the command line's.
          coordinated-shutdown {
            run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off, terminate-actor-system = off
            exit-clr = off
          }
          actor {
            # What the host's own actors cannot mend ends them; who needs them hears of it by OnFailure.
            guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
            default-mailbox.mailbox-type = "RnnCluster.Actors.LoanMailbox, RnnCluster.Actors"
            mailbox.requirements {
              "Akka.Dispatch.IDequeBasedMessageQueueSemantics" = akka.actor.default-mailbox
              "Akka.Dispatch.IUnboundedDequeBasedMessageQueueSemantics" = akka.actor.default-mailbox
              "Akka.Dispatch.IBoundedDequeBasedMessageQueueSemantics" = akka.actor.default-mailbox
            }
            # No type name from a wire is ever resolved, and no JSON library is loaded for it. Akka looks a manifest up
            # as a type's name for every serializer that is none by manifest: those of its core are all replaced.
            serializers {
              json = "RnnCluster.Actors.NoSerializer, RnnCluster.Actors"
              bytes = "RnnCluster.Actors.NoSerializer, RnnCluster.Actors"
              none = "RnnCluster.Actors.NoSerializer, RnnCluster.Actors"
            }
            serialization-settings { json.identifier = 1, bytes.identifier = 4, none.identifier = 0 }
          }
        }
        """;

    /// <summary>Parsed once a process: the text is the same for all systems.</summary>
    private static readonly Lazy<Config> Parsed = new(() => ConfigurationFactory.ParseString(Settings));

    /// <summary>Makes a system without actors.</summary>
    /// <param name="name">Its name, for people: letters, digits, - and _.</param>
    /// <param name="options">What the host gives it.</param>
    public static ActorSystem Create(string name, ActorSystemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MailboxCapacity, 1);
        var host = new ActorHost(options);
        Config own = ConfigurationFactory.ParseString(
            $"{ClockScheduler.HostKey} = {ClockScheduler.Offer(host)}\n"
            + $"akka.actor.default-mailbox {{ mailbox-capacity = {options.MailboxCapacity} }}\n"
            + $"akka.actor.default-mailbox {{ stash-capacity = {options.MailboxCapacity} }}");
        Config settings = own.WithFallback(Parsed.Value);
        var system = ActorSystem.Create(name, options.Overrides?.WithFallback(settings) ?? settings);
        var listener = new HostListener(system, host);
        system.EventStream.Subscribe(listener, typeof(AllDeadLetters));
        system.EventStream.Subscribe(listener, typeof(LogEvent));
        return system;
    }

    /// <summary>The clock of a system's timers.</summary>
    /// <param name="system">A system that was made here.</param>
    public static TimeProvider Clock(this ActorSystem system) => ActorHost.Of(system).Time;

    /// <summary>What is known about the living actors of the host, in the order of their paths.</summary>
    /// <param name="system">A system that was made here.</param>
    public static IReadOnlyList<ActorStatistics> Inspect(this ActorSystem system) => ActorHost.Of(system).Inspect();

    /// <summary>How many messages no actor handled: dead letters, dropped and unhandled ones.</summary>
    /// <param name="system">A system that was made here.</param>
    public static long DeadLetterCount(this ActorSystem system) => ActorHost.Of(system).DeadLetters;
}
