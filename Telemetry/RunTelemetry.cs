using System.Runtime.CompilerServices;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared.Warnings;
using RnnCluster.Telemetry.Events;
using RnnCluster.Telemetry.Metrics;
using RnnCluster.Telemetry.Otlp;
using RnnCluster.Telemetry.TensorBoard;
using RnnCluster.Telemetry.Tracing;

namespace RnnCluster.Telemetry;

/// <summary>
/// What a platform wants to know about a run: metrics and spans of the names that docs/monitoring/metrics.md lists, as
/// a page for Prometheus, over OTLP, and TensorBoard's event files. It hears what is published on the event stream of
/// the system; a part that falls behind drops events and counts them, and one that fails says so once: whoever trains
/// neither waits for it nor fails with it.
/// </summary>
public sealed class RunTelemetry : IAsyncDisposable
{
    /// <summary>The name of the Meter and of the ActivitySource.</summary>
    public const string SourceName = "RnnCluster";

    private readonly ActorSystem system;
    private readonly TelemetrySetup setup;
    private readonly RunMetrics fold;
    private readonly StepTracer tracer;
    private readonly List<(string Sink, Func<long> Dropped)> sinks = [];
    private readonly List<(IActorRef Reader, Task Ended)> readers = [];
    private OtlpExport? export;
    private bool isDisposed;

    private RunTelemetry(ActorSystem system, TelemetrySetup setup)
    {
        this.system = system;
        this.setup = setup;
        fold = new RunMetrics(setup);
        tracer = new StepTracer(setup.Version);
    }

    /// <summary>How many events were left out so far, over all parts.</summary>
    public long DroppedEvents => sinks.Sum(sink => sink.Dropped());

    /// <summary>Begins to listen. What was published before is not heard: call it before the run begins.</summary>
    /// <param name="system">The system on whose event stream the run's events are published.</param>
    /// <param name="setup">What to know about the run.</param>
    /// <exception cref="Shared.InputException">The TensorBoard file cannot be written.</exception>
    public static RunTelemetry Spawn(ActorSystem system, TelemetrySetup setup)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(setup);

        // A file that cannot be opened is found before anything is started.
        TensorBoardSink? tensorBoard =
            setup.TensorBoard is { } output ? TensorBoardSink.Open(output, setup, system.Clock().GetUtcNow()) : null;
        var telemetry = new RunTelemetry(system, setup);
        telemetry.Start(tensorBoard);
        return telemetry;
    }

    /// <summary>All metrics in Prometheus's text format 0.0.4, for <c>/metrics</c>. On any thread.</summary>
    /// <returns>UTF-8 text of type <c>text/plain; version=0.0.4</c>, in a stable order.</returns>
    public string Render()
    {
        fold.Refresh(system.Clock().GetUtcNow());
        return PrometheusText.Render(fold.Metrics);
    }

    /// <summary>
    /// Takes in what was published until now, closes the event file and sends what was not sent, in a few seconds at
    /// most. Best called before the system ends; if that ends first, the event file is closed by that.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        foreach ((IActorRef reader, Task _) in readers)
        {
            system.Stop(reader);
        }

        Task ended = Task.WhenAll(readers.Select(reader => reader.Ended));

        // A system that ends may be faster than the stop.
        await Task.WhenAny(ended, system.WhenTerminated).ConfigureAwait(false);
        export?.Dispose();
        tracer.Dispose();
        fold.Dispose();
    }

    private void Start(TensorBoardSink? tensorBoard)
    {
        Read(new MetricsSink(fold, tracer, system.Clock()), dispatcher: null);
        if (tensorBoard is not null)
        {
            // It waits for the disk, which nobody of the pool may.
            Read(tensorBoard, ActorSystems.DedicatedThread);
        }

        ProcessInstruments.AddTo(fold.Metrics, system, sinks);
        if (setup.Otlp is not null)
        {
            WarningDesk warnings = setup.Warnings ?? new WarningDesk(
                system.Clock(), text => system.EventStream.Publish(new RunWarned(text)));
            export = StartExport(setup, text => warnings.Add("otlp", text, text));
        }
    }

    private void Read(IEventSink sink, string? dispatcher)
    {
        TimeProvider time = system.Clock();
        var inbox = new StreamInbox<RunEvent, StampedEvent>(
            system,
            $"telemetry-{sink.Name}",
            EventReader.EventsMax,
            wakeAt: 1,
            happened => new StampedEvent(time.GetUtcNow(), happened));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sinks.Add((sink.Name, () => inbox.Dropped));

        // From here on, not from the actor's first turn on: what the caller publishes next is heard.
        system.EventStream.Subscribe(inbox, typeof(RunEvent));
        Props props = ActorProps.Of(() => new EventReader(inbox, sink, () => ended.TrySetResult()));
        props = dispatcher is null ? props : props.WithDispatcher(dispatcher);
        IActorRef reader = system.ActorOf(props, $"telemetry-{sink.Name}");
        readers.Add((reader, ended.Task));
    }

    /// <summary>In a method of its own, so that nobody loads OpenTelemetry to find out that it is not wanted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport StartExport(TelemetrySetup setup, Action<string> tell) =>
        OtlpExport.Start(setup.Otlp!, setup.Run, setup.Node, setup.Version, tell);
}
