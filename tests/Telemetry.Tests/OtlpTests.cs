using RnnCluster.Actors;
using RnnCluster.Shared.Warnings;
using RnnCluster.Telemetry.Otlp;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

/// <summary>
/// A collector gets what was folded, and the bytes are read without the exporter's code. The numbers in the paths are
/// fields of OpenTelemetry's protocol.
/// </summary>
[Collection(nameof(Listeners))]
public sealed class OtlpTests
{
    [Fact]
    public async Task ACollectorGetsTheMetricsAtTheEndAtTheLatest()
    {
        using var collector = new Collector();
        await ExportAsync(collector.Address);
        (string? header, ProtobufTree request) = collector.At("/v1/metrics")[^1];
        ProtobufTree[] metrics = [.. request.Find(1, 2, 2)];
        ProtobufTree loss = metrics.Single(metric => metric.Text(1) == "rnncluster.loss");
        ProtobufTree steps = metrics.Single(metric => metric.Text(1) == "rnncluster.steps");
        ProtobufTree duration = metrics.Single(metric => metric.Text(1) == "rnncluster.step.duration");

        Assert.Equal("red", header);
        Assert.Equal("RnnCluster", Assert.Single(request.Find(1, 2, 1)).Text(1));
        Assert.Equal("{nat}", loss.Text(3));
        Assert.Equal(3.0, Double(Assert.Single(loss.Find(5, 1)).Fixed64(4)));
        Assert.Equal(1.0, Double(Assert.Single(steps.Find(7, 1)).Fixed64(4)));
        Assert.Equal("s", duration.Text(3));
        Assert.Equal(1UL, Assert.Single(duration.Find(9, 1)).Fixed64(4));
        Assert.Equal(0.2, Double(Assert.Single(duration.Find(9, 1)).Fixed64(5)));

        // Bounds are packed doubles: the 16 that the page has as well.
        Assert.Equal(16 * sizeof(double), Assert.Single(Assert.Single(duration.Find(9, 1)).Bytes(7)).Length);
    }

    [Fact]
    public async Task ACollectorGetsTheMetricsOfThePageAndNoOther()
    {
        using var collector = new Collector();
        string page = await ExportAsync(collector.Address);
        string[] sent =
        [
            .. collector.At("/v1/metrics")[^1].Request.Find(1, 2, 2).Select(metric => metric.Text(1)).Distinct(),
        ];

        // The same words under both conventions: the unit and _total are Prometheus's.
        Assert.All(
            PrometheusTests.Types(page),
            type => Assert.Contains(
                sent, name => type.Name.StartsWith(name.Replace('.', '_'), StringComparison.Ordinal)));
        Assert.Equal(PrometheusTests.Types(page).Count(), sent.Length);
    }

    [Fact]
    public async Task ACollectorGetsAStepWithItsPhases()
    {
        using var collector = new Collector();
        await ExportAsync(collector.Address);
        ProtobufTree[] spans =
            [.. collector.At("/v1/traces").SelectMany(post => post.Request.Find(1, 2, 2))];
        ProtobufTree step = spans.Single(span => span.Text(5) == "step");
        ProtobufTree forward = spans.Single(span => span.Text(5) == "forward");

        Assert.Equal(step.Bytes(2).Single(), forward.Bytes(4).Single());
        Assert.Equal(step.Bytes(1).Single(), forward.Bytes(1).Single());
        Assert.Equal(20_000_000UL, forward.Fixed64(8) - forward.Fixed64(7));
    }

    [Fact]
    public async Task ACollectorKnowsWhoItIs()
    {
        using var collector = new Collector();
        await ExportAsync(collector.Address);
        var attributes = collector.At("/v1/metrics")[^1].Request.Find(1, 1, 1)
            .ToDictionary(attribute => attribute.Text(1), attribute => attribute.Find(2).Single().Text(1));

        Assert.Equal("rnncluster", attributes["service.name"]);
        Assert.Equal("coordinator", attributes["service.instance.id"]);
        Assert.Equal("1.2.3", attributes["service.version"]);
        Assert.Equal(TelemetryRig.SetupDefault.Run.ToString(), attributes["rnncluster.run.id"]);
    }

    [Fact]
    public async Task ACollectorThatIsNotThereEndsNoRun()
    {
        using var collector = new Collector();
        Uri address = collector.Address;
        collector.Dispose();

        Assert.Contains("rnncluster_steps_total 1\n", await ExportAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACollectorThatIsNotThereIsToldOnce()
    {
        using var collector = new Collector();
        Uri address = collector.Address;
        collector.Dispose();
        var told = new List<string>();
        var warnings = new WarningDesk(TimeProvider.System, told.Add);

        await ExportAsync(address, setup => setup with { Warnings = warnings });

        // Until then the desk holds back what repeats the first.
        warnings.Close();
        Assert.StartsWith($"otlp: {address} takes nothing: Connection refused ", Assert.Single(told));
        Assert.EndsWith("; what is sent is lost until it does", told[0]);
    }

    [Fact]
    public async Task ACollectorThatTakesAllIsNotSpokenOf()
    {
        using var collector = new Collector();
        var told = new List<string>();
        var warnings = new WarningDesk(TimeProvider.System, told.Add);

        await ExportAsync(collector.Address, setup => setup with { Warnings = warnings });
        warnings.Close();

        Assert.Empty(told);
    }

    [Fact]
    public void WhatIsToldOfACollectorIsWhenItChanges()
    {
        var told = new List<string>();
        var watch = new CollectorWatch(new Uri("http://c:4318"), told.Add);
        watch.OnTaken("/v1/metrics");
        watch.OnFailed("/v1/metrics", "no route");
        watch.OnFailed("/v1/traces", "no route");
        watch.OnFailed("/v1/metrics", "no route");
        watch.OnTaken("/v1/metrics");
        watch.OnFailed("/v1/metrics", "it answers 503");
        watch.OnTaken("/v1/traces");
        watch.OnTaken("/v1/metrics");
        watch.OnTaken("/v1/metrics");
        watch.OnFailed("/v1/traces", "it answers 404");

        Assert.Equal(
            [
                "otlp: http://c:4318/ takes nothing: no route; what is sent is lost until it does",
                "otlp: http://c:4318/ takes what is sent again",
                "otlp: http://c:4318/ takes nothing: it answers 404; what is sent is lost until it does",
            ],
            told);
    }

    private static async Task<string> ExportAsync(Uri address, Func<TelemetrySetup, TelemetrySetup>? change = null)
    {
        await using var rig = new TelemetryRig(setup => (change?.Invoke(setup) ?? setup) with
        {
            Otlp = new OtlpTarget(address, Headers: "x-team=red"),
        });
        rig.System.ActorOf(ActorProps.Of(() => new Idler()));
        rig.Run([.. All]);
        string page = rig.Telemetry.Render();
        await rig.EndAsync();
        return page;
    }

    private static double Double(ulong? bits) => BitConverter.UInt64BitsToDouble(bits ?? 0);
}
