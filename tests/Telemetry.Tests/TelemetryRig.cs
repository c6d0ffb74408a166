using Akka.Actor;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Telemetry.Tests;

/// <summary>Telemetry in a manual system: what is published is taken in when <see cref="Run"/> says so.</summary>
internal sealed class TelemetryRig : IAsyncDisposable
{
    public TelemetryRig(Func<TelemetrySetup, TelemetrySetup>? configure = null)
    {
        Setup = configure?.Invoke(SetupDefault) ?? SetupDefault;
        Telemetry = RunTelemetry.Spawn(Manual.System, Setup);
        Manual.Run();
    }

    public static TelemetrySetup SetupDefault { get; } = new()
    {
        Run = new RunId(1, 2),
        Name = "tiny",
        Version = "1.2.3",
        Node = new NodeId("coordinator"),
        TokensPerStep = 100,
    };

    public SimulatedSystem Manual { get; } = new();

    public TelemetrySetup Setup { get; }

    public RunTelemetry Telemetry { get; }

    public ActorSystem System => Manual.System;

    /// <summary>Publishes events and lets everybody take them in.</summary>
    public void Run(params RunEvent[] events)
    {
        foreach (RunEvent happened in events)
        {
            System.EventStream.Publish(happened);
        }

        Manual.Run();
    }

    /// <summary>The value of a sample of the page, its labels as they stand there; null if there is none.</summary>
    public string? Find(string sample) => Telemetry.Render()
        .Split('\n')
        .Where(line => line.StartsWith(sample + " ", StringComparison.Ordinal))
        .Select(line => line[(sample.Length + 1)..])
        .SingleOrDefault();

    /// <summary>Ends the telemetry, whose actors take their last turns.</summary>
    public async Task EndAsync()
    {
        Task end = Telemetry.DisposeAsync().AsTask();
        Manual.Run();
        await end;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Manual.DisposeAsync();
    }
}
