using Akka.Actor;
using RnnCluster.Actors;

namespace RnnCluster.SimulationKit;

/// <summary>A system with a clock and a thread that stand still until the test moves them.</summary>
public sealed class SimulatedSystem : IAsyncDisposable
{
    private readonly List<ActorFailure> failures = [];

    /// <summary>Makes a system.</summary>
    /// <param name="seed">Draws which mailbox is next; null for first come, first served.</param>
    /// <param name="turnDuration">How long turns take; null for no time.</param>
    /// <param name="configure">Changes the options; their clock stays the virtual one.</param>
    public SimulatedSystem(
        ulong? seed = null,
        Func<IActorRef, object, TimeSpan>? turnDuration = null,
        Func<ActorSystemOptions, ActorSystemOptions>? configure = null)
    {
        Thread = new VirtualThread(Time, seed, turnDuration);
        System = Thread.CreateSystem("simulated", options =>
        {
            options = options with { OnFailure = failures.Add };
            return configure?.Invoke(options) ?? options;
        });
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>What runs the turns.</summary>
    public VirtualThread Thread { get; }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>What left its actors, oldest first, unless the options were given another sink.</summary>
    public IReadOnlyList<ActorFailure> Failures => failures;

    /// <summary>A probe of the system.</summary>
    /// <param name="name">Its name.</param>
    public TestProbe Probe(string name = "probe") => new(System, name);

    /// <summary>Runs until nobody is ready; the clock stands still.</summary>
    public void Run() => Thread.RunUntilIdle();

    /// <summary>Moves the clock on, stopping at every timer to run until nobody is ready.</summary>
    /// <param name="duration">How far.</param>
    public void Advance(TimeSpan duration)
    {
        TimeSpan end = Time.Elapsed + duration;
        Run();
        while (Time.AdvanceToNextTimer(end - Time.Elapsed))
        {
            Run();
        }

        Time.Advance(end - Time.Elapsed);
    }

    /// <summary>Stops all actors and runs until that is idle; crashes those that are busy in virtual time.</summary>
    public ValueTask DisposeAsync()
    {
        _ = System.TryEnd();
        return ValueTask.CompletedTask;
    }
}
