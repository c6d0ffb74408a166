using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Shared;

namespace RnnCluster.SimulationKit;

/// <summary>
/// What a simulated system needs beside Akka's API, whose own end is a matter of tasks on the machine's threads.
/// </summary>
public static class SimulatedSystems
{
    /// <summary>Stops all actors, each after its current turn, children before their parents.</summary>
    /// <param name="system">A system that a <see cref="VirtualThread"/> made.</param>
    public static void StopAll(this ActorSystem system) => GuardianOf(system).Stop();

    /// <summary>Ends a simulated system: stops all actors, and crashes those that are busy in virtual time.</summary>
    /// <param name="system">Any system.</param>
    /// <returns>False for one that is not simulated, which nothing is done to.</returns>
    public static bool TryEnd(this ActorSystem system)
    {
        if (ActorHost.Of(system).Simulation is not VirtualThread thread)
        {
            return false;
        }

        system.StopAll();
        _ = thread.RunUntilIdle();
        if (!system.HasEnded())
        {
            _ = system.Crash();
        }

        return true;
    }

    /// <summary>Whether the last of the host's actors has ended.</summary>
    /// <param name="system">A system that a <see cref="VirtualThread"/> made.</param>
    public static bool HasEnded(this ActorSystem system) => GuardianOf(system).Underlying.IsTerminated;

    /// <summary>
    /// Ends a system as a killed process ends: no actor has another turn or last words, no timer fires, no dead letter
    /// is published. Messages on loan that wait in mailboxes are released.
    /// </summary>
    /// <param name="system">A system that a <see cref="VirtualThread"/> made.</param>
    /// <returns>How many loans waited.</returns>
    public static int Crash(this ActorSystem system)
    {
        ActorHost host = ActorHost.Of(system);
        host.Close();
        IReleasable[] loans = [.. host.CloseQueues().Select(envelope => envelope.Message).OfType<IReleasable>()];
        Array.ForEach(loans, loan => loan.Release());
        return loans.Length;
    }

    private static LocalActorRef GuardianOf(ActorSystem system) =>
        (LocalActorRef)((ExtendedActorSystem)system).Guardian;
}
