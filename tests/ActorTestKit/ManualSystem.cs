using RnnCluster.Actors;
using RnnCluster.Actors.Dispatchers;

namespace RnnCluster.ActorTestKit;

/// <summary>A system with a clock and a dispatcher that stand still until the test moves them.</summary>
public sealed class ManualSystem : IAsyncDisposable
{
    private readonly List<ActorFailure> failures = [];

    /// <summary>Makes a system.</summary>
    /// <param name="seed">Draws which mailbox is next; null for first come, first served.</param>
    /// <param name="turnDuration">How long turns take; null for no time.</param>
    /// <param name="configure">Changes the options; their clock and dispatcher stay the manual ones.</param>
    public ManualSystem(
        ulong? seed = null,
        Func<ActorRef, object, TimeSpan>? turnDuration = null,
        Func<ActorSystemOptions, ActorSystemOptions>? configure = null)
    {
        Dispatcher = new ManualDispatcher(Time, seed, turnDuration);
        var options = new ActorSystemOptions { Time = Time, OnFailure = failures.Add };
        options = configure?.Invoke(options) ?? options;
        System = new ActorSystem("manual", options with { Time = Time, Dispatcher = Dispatcher });
    }

    /// <summary>The clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>The dispatcher.</summary>
    public ManualDispatcher Dispatcher { get; }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>What left its actors, oldest first, unless the options were given another sink.</summary>
    public IReadOnlyList<ActorFailure> Failures => failures;

    /// <summary>A probe of the system.</summary>
    /// <param name="name">Its name.</param>
    public TestProbe Probe(string name = "probe") => new(System, name);

    /// <summary>Runs until nobody is ready; the clock stands still.</summary>
    public void Run() => Dispatcher.RunUntilIdle();

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

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => System.DisposeAsync();
}
