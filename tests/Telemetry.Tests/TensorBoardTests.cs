using System.Text;
using System.Text.Json;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Telemetry.Events;
using RnnCluster.Telemetry.TensorBoard;
using RnnCluster.Telemetry.Tests.Python;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

public sealed class TensorBoardTests : IDisposable
{
    /// <summary>2030-01-01, when the manual clock begins.</summary>
    private const double Start = 1893456000;

    private static readonly Histogram Spread = new(-1, 3, 0.5, 0.25, [1, 0, 5, 300]);

    private readonly OutputFolder output = new();

    public void Dispose() => output.Dispose();

    [PythonFact]
    public async Task AnotherReaderSeesTheStepsOfARun()
    {
        await using (TelemetryRig rig = Rig())
        {
            rig.Manual.Advance(TimeSpan.FromSeconds(1.25));
            rig.Run(Completed(1, loss: 3.5), new RunValidated(new Step(1), 2.75, Ms(10)));
            rig.Run(Completed(300, loss: double.NaN));
        }

        JsonElement[] events = PythonReader.Read(Assert.Single(output.Files));

        Assert.Equal("brain.Event:2", events[0].GetProperty("file_version").GetString());
        Assert.Equal(Start, events[0].GetProperty("wall_time").GetDouble());
        Assert.Equal(
            ["1 loss/training 3.5", "1 learning_rate 0.01", "1 gradient_norm 1.5", "1 tokens_per_second 500.0"],
            Scalars(events[1]));
        Assert.Equal(Start + 1.25, events[1].GetProperty("wall_time").GetDouble());
        Assert.Equal(["1 loss/validation 2.75"], Scalars(events[2]));
        Assert.Equal("300 loss/training NaN", Scalars(events[3])[0]);
        Assert.Equal(4, events.Length);
    }

    [PythonFact]
    public async Task AnotherReaderSeesHowWeightsAndGradientsAreSpread()
    {
        await using (TelemetryRig rig = Rig())
        {
            Histogram gradient = Spread with { Minimum = -2, Maximum = 2 };
            rig.Run(new ParameterSampled(new Step(9), "lstm.weight", Spread, gradient));
        }

        JsonElement[] values = [.. Values(PythonReader.Read(Assert.Single(output.Files))[1])];
        JsonElement weights = values[0].GetProperty("histo");

        Assert.Equal(["weights/lstm.weight", "gradients/lstm.weight"], values.Select(TagOf));
        Assert.Equal(-1, weights.GetProperty("min").GetDouble());
        Assert.Equal(3, weights.GetProperty("max").GetDouble());
        Assert.Equal(306, weights.GetProperty("num").GetDouble());
        Assert.Equal(153, weights.GetProperty("sum").GetDouble());
        Assert.Equal(306 * (0.0625 + 0.25), weights.GetProperty("sum_squares").GetDouble());
        Assert.Equal([0, 1, 2, 3], Numbers(weights, "bucket_limit"));
        Assert.Equal([1, 0, 5, 300], Numbers(weights, "bucket"));
        Assert.Equal([-1, 0, 1, 2], Numbers(values[1].GetProperty("histo"), "bucket_limit"));
    }

    [PythonFact]
    public async Task AnotherReaderSeesTextsAsCode()
    {
        await using (TelemetryRig rig = Rig(setup => setup with { Specification = "model: lstm\n" }))
        {
            rig.Run(new SampleWritten(new Step(9), "To be,\n```or``` not — so"));
        }

        JsonElement[] events = PythonReader.Read(Assert.Single(output.Files));

        Assert.Equal("```yaml\nmodel: lstm\n```\n", TextOf(events[1], "specification"));
        Assert.Equal("````\nTo be,\n```or``` not — so\n````\n", TextOf(events[2], "sample"));
        Assert.Equal("9", events[2].GetProperty("step").GetString());
    }

    [PythonFact]
    public async Task ARunThatGoesOnTakesBackTheStepsAfterItsState()
    {
        for (int start = 0; start < 2; start++)
        {
            await using TelemetryRig rig = Rig(setup => setup with { FirstStep = new Step(40 * start) });
            rig.Run(Completed((40 * start) + 1));
        }

        // Both begin in the same second of the manual clock: the second file still comes after the first one.
        JsonElement[] first = PythonReader.Read(output.Files[0]);
        JsonElement[] second = PythonReader.Read(output.Files[1]);

        Assert.Equal(2, output.Files.Count);
        Assert.DoesNotContain(first, one => one.TryGetProperty("session_log", out _));
        Assert.Equal(1, second[1].GetProperty("session_log").GetProperty("status").GetInt32());
        Assert.Equal("41", second[1].GetProperty("step").GetString());
        Assert.StartsWith("41 loss/training", Scalars(second[2])[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFileHasTheNameThatTensorBoardLooksFor()
    {
        await using TelemetryRig rig = Rig();

        Assert.EndsWith(
            $"/tensorboard/events.out.tfevents.1893456000.{Environment.MachineName}",
            Assert.Single(output.Files),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsAreWrittenTogetherAndAtTheLatestAfterTheInterval()
    {
        await using TelemetryRig rig = Rig();
        int before = output.Writes;
        rig.Run(Completed(1), Completed(2), Completed(3));
        rig.Manual.Advance(EventReader.FlushInterval - TimeSpan.FromTicks(1));
        Assert.Equal(before, output.Writes);
        rig.Manual.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(before + 1, output.Writes);
    }

    [Fact]
    public async Task AFullDiskIsSaidOnceAndTheRunIsNotTouched()
    {
        await using TelemetryRig rig = Rig();
        TestProbe warnings = rig.Manual.Probe();
        rig.System.EventStream.Subscribe(warnings, typeof(RunWarned));
        output.IsFull = true;
        rig.Run(Completed(1));
        rig.Manual.Advance(3 * EventReader.FlushInterval);
        rig.Run(Completed(2));

        warnings.ExpectMsg(new RunWarned("tensorboard: no space is left; nothing more is recorded there"));
        warnings.ExpectNoMsg();
        Assert.Equal("2", rig.Find("rnncluster_steps_total"));

        // The second step, and the warning, which is an event as well.
        Assert.Equal("2", rig.Find("rnncluster_telemetry_dropped_events_total{sink=\"tensorboard\"}"));
    }

    /// <summary>The check of "123456789" is in every description of CRC-32C: E3069283.</summary>
    [Fact]
    public void ARecordHasTheChecksOfTheFormat()
    {
        using var stream = new MemoryStream();
        RecordFraming.Write(stream, Encoding.ASCII.GetBytes("123456789"));
        byte[] bytes = stream.ToArray();
        uint masked = unchecked(((0xE3069283 >> 15) | (0xE3069283 << 17)) + 0xA282EAD8);

        Assert.Equal(8 + 4 + 9 + 4, bytes.Length);
        Assert.Equal(9, BitConverter.ToInt64(bytes));
        Assert.Equal(masked, BitConverter.ToUInt32(bytes, 21));
    }

    private static JsonElement.ArrayEnumerator Values(JsonElement one) =>
        one.GetProperty("summary").GetProperty("value").EnumerateArray();

    private static string TagOf(JsonElement value) => value.GetProperty("tag").GetString()!;

    private static double[] Numbers(JsonElement histogram, string name) =>
        [.. histogram.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static string[] Scalars(JsonElement one) =>
    [
        .. Values(one).Select(value =>
            $"{one.GetProperty("step").GetString()} {TagOf(value)} {value.GetProperty("simple_value")}"),
    ];

    private static string TextOf(JsonElement one, string tag)
    {
        JsonElement value = Assert.Single(Values(one));
        JsonElement metadata = value.GetProperty("metadata");
        JsonElement tensor = value.GetProperty("tensor");
        Assert.Equal(tag, TagOf(value));
        Assert.Equal("text", metadata.GetProperty("plugin_data").GetProperty("plugin_name").GetString());
        Assert.Equal(2, metadata.GetProperty("data_class").GetInt32());
        Assert.Equal(7, tensor.GetProperty("dtype").GetInt32());
        JsonElement text = Assert.Single(tensor.GetProperty("string_val").EnumerateArray());
        return Encoding.UTF8.GetString(text.GetBytesFromBase64());
    }

    private TelemetryRig Rig(Func<TelemetrySetup, TelemetrySetup>? configure = null) =>
        new(setup => (configure?.Invoke(setup) ?? setup) with { TensorBoard = output });
}
