using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Otlp;

/// <summary>
/// Sends the metrics and spans of this process to a collector, over threads of OpenTelemetry's own. A collector that
/// cannot be reached costs a run nothing but what would have been sent: queues are bounded, and what is above is lost.
/// </summary>
/// <remarks>This class alone knows OpenTelemetry: its assemblies are loaded when this one is used.</remarks>
public sealed class OtlpExport : IDisposable
{
    /// <summary>How often metrics are sent: as fine as a person looks at a run, and a packet or two.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long the end of a run waits for a collector, for metrics and spans each.</summary>
    public static readonly TimeSpan FlushMax = TimeSpan.FromSeconds(5);

    private readonly MeterProvider metrics;
    private readonly TracerProvider traces;

    private OtlpExport(MeterProvider metrics, TracerProvider traces)
    {
        this.metrics = metrics;
        this.traces = traces;
    }

    /// <summary>Begins to listen to the Meter and the ActivitySource <see cref="RunTelemetry.SourceName"/>.</summary>
    /// <param name="target">Where to send.</param>
    /// <param name="run">The run: resource attribute <c>rnncluster.run.id</c>.</param>
    /// <param name="node">This process: <c>service.instance.id</c>; <c>service.name</c> is <c>rnncluster</c>.</param>
    /// <param name="version">The program's version: <c>service.version</c>.</param>
    /// <param name="tell">Told when the collector ceases to take what is sent, and when it takes it again.</param>
    public static OtlpExport Start(OtlpTarget target, RunId run, NodeId node, string version, Action<string> tell)
    {
        ArgumentNullException.ThrowIfNull(target);
        var watch = new CollectorWatch(target.Endpoint, tell);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty()
            .AddService("rnncluster", serviceVersion: version, serviceInstanceId: node.Name)
            .AddAttributes([KeyValuePair.Create("rnncluster.run.id", (object)run.ToString())]);
        MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(RunTelemetry.SourceName)
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, target, "v1/metrics", watch);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                    (int)Interval.TotalMilliseconds;
            })
            .Build();
        TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(RunTelemetry.SourceName)
            .AddOtlpExporter(options => Configure(options, target, "v1/traces", watch))
            .Build();
        return new OtlpExport(metrics, traces);
    }

    /// <summary>Sends what was not sent yet, for at most twice <see cref="FlushMax"/>, and ends.</summary>
    public void Dispose()
    {
        int flushMax = (int)FlushMax.TotalMilliseconds;
        traces.Shutdown(flushMax);
        metrics.Shutdown(flushMax);
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Configure(
        OtlpExporterOptions options, OtlpTarget target, string path, CollectorWatch watch)
    {
        bool isGrpc = target.Protocol == OtlpProtocol.Grpc;
        options.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = isGrpc ? target.Endpoint : new Uri($"{target.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        options.TimeoutMilliseconds = (int)FlushMax.TotalMilliseconds;
        options.HttpClientFactory = () => new HttpClient(
            new WatchedHandler(DirectHttp.HandlerFor(target.Endpoint), watch))
        {
            Timeout = FlushMax,
        };
        if (target.Headers is not null)
        {
            options.Headers = target.Headers;
        }
    }
}
