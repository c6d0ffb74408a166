using System.Diagnostics;
using System.Diagnostics.Metrics;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

/// <summary>Listeners hear everybody of the process: no other test runs meanwhile.</summary>
[Collection(nameof(Listeners))]
public sealed class TracerTests : IDisposable
{
    private static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<Activity> spans = [];
    private ActivityListener? listener;

    public void Dispose() => listener?.Dispose();

    [Fact]
    public async Task AStepIsASpanFromUpdateToUpdate()
    {
        Listen();
        await using var rig = new TelemetryRig();
        rig.Manual.Advance(TimeSpan.FromSeconds(10));
        rig.Run(Completed(7, seconds: 0.2));
        Activity step = Assert.Single(spans);

        Assert.Equal("step", step.OperationName);
        Assert.Null(step.ParentId);
        Assert.Equal(Start.AddSeconds(9.8), step.StartTimeUtc);
        Assert.Equal(Ms(200), step.Duration);
        Assert.Equal(7L, step.GetTagItem("rnncluster.step"));
        Assert.Equal(3.0, step.GetTagItem("rnncluster.loss"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PhasesLieInTheirStepOneAfterTheOtherAndSendingBesideBackward(bool isEarly)
    {
        Listen();
        await using var rig = new TelemetryRig();
        if (isEarly)
        {
            rig.Run(Measured("a", 7), Completed(7, seconds: 0.2));
        }
        else
        {
            rig.Run(Completed(7, seconds: 0.2), Measured("a", 7));
        }

        Activity step = spans[0];
        (string, double, double)[] phases =
        [
            .. spans.Skip(1).Select(span => (
                span.OperationName,
                (span.StartTimeUtc - step.StartTimeUtc).TotalMilliseconds,
                span.Duration.TotalMilliseconds)),
        ];

        Assert.Equal(
            [
                ("data", 0, 1), ("forward", 1, 20), ("backward", 21, 40), ("send", 21, 10), ("wait", 61, 5),
                ("reduce", 66, 3), ("apply", 69, 2),
            ],
            phases);
        Assert.All(spans.Skip(1), span => Assert.Equal(step.Id, span.ParentId));
        Assert.All(spans.Skip(1), span => Assert.Equal("a", span.GetTagItem("rnncluster.node")));
    }

    [Fact]
    public async Task AReportOfAStepThatIsLongOverIsLeftOut()
    {
        Listen();
        await using var rig = new TelemetryRig();
        for (int step = 1; step <= 9; step++)
        {
            rig.Run(Completed(step));
        }

        spans.Clear();
        rig.Run(Measured("a", 1));
        Assert.Empty(spans);
        rig.Run(Measured("a", 2));

        Assert.Equal(7, spans.Count);
    }

    [Fact]
    public async Task AListenerOfTheMeterSeesTheNumbersOfThePage()
    {
        var seen = new SortedDictionary<string, double>(StringComparer.Ordinal);
        using var meter = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == RunTelemetry.SourceName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            string labels = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            seen[$"{instrument.Name}{{{labels}}} {instrument.Unit}"] = value;
        });
        meter.Start();
        await using var rig = new TelemetryRig();
        rig.Run([.. All]);
        meter.RecordObservableInstruments();

        Assert.Equal(3, seen["rnncluster.loss{} {nat}"]);
        Assert.Equal(1, seen["rnncluster.steps{} {step}"]);
        Assert.Equal(0.2, seen["rnncluster.step.duration{} s"]);
        Assert.Equal(0.7, seen["rnncluster.checkpoint.duration{part=flush} s"]);
        Assert.Equal(0.02, seen["rnncluster.phase{node=worker-1,phase=forward} s"]);
        Assert.Equal(1, seen["rnncluster.nodes{state=up} {node}"]);
    }

    private void Listen()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RunTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
    }
}
