using System.Text.Json;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using Spectre.Console;

namespace RnnCluster.Cli.Tests;

public sealed class TrainingViewTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void PlainLinesComeEveryTwoSecondsOfTheClock()
    {
        // Half a second a look, one look a step, one at each validation and checkpoint.
        Answer answer = Answer.To(
            new SteppedTime(TimeSpan.FromSeconds(0.5)), default, "train", folder.Spec(), "--out", folder.At("out"));
        Assert.Equal(ExitCode.Done, answer.Code);
        string[] lines = answer.Lines;
        Assert.StartsWith("run         tiny, ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("model       lstm, 2 layers of 24, embedding 12, dropout 0.2: 10,594 ", lines[1]);
        Assert.Equal(
            "data        24,000 characters to train on, 3,000 to validate with; a vocabulary of 58", lines[2]);
        Assert.Equal("steps       30 of 96 characters each, 249 an epoch", lines[3]);
        Assert.Equal($"output      {folder.At("out")}", lines[5]);

        string[] progress = [.. lines.Where(line => line.StartsWith("step ", StringComparison.Ordinal))];
        Assert.Equal([4, 8, 11, 15, 19, 21, 25, 29, 30], progress.Select(line => int.Parse(line.Split(' ')[1])));
        Assert.Contains("  192 tokens/s  ", progress[0], StringComparison.Ordinal);
        Assert.EndsWith("  13 s left", progress[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.StartsWith("validation loss ", StringComparison.Ordinal)));
        Assert.Equal(3, lines.Count(line => line.StartsWith("checkpoint of step ", StringComparison.Ordinal)));
        int end = Array.IndexOf(lines, "sample:");
        Assert.StartsWith("state hash  ", lines[end - 1], StringComparison.Ordinal);
        Assert.Contains("nats per target, perplexity ", lines[end - 4], StringComparison.Ordinal);
    }

    [Fact]
    public void JsonProgressComesAtTheSamePaceAndKnowsTheTimeLeft()
    {
        var time = new SteppedTime(TimeSpan.FromSeconds(0.5));
        Answer answer = Answer.To(time, default, "train", folder.Spec(), "--out", folder.At("out"), "--json");
        JsonElement[] progress =
            [.. answer.Events.Where(each => each.GetProperty("event").GetString() == "progress")];
        Assert.Equal([4, 8, 11, 15, 19, 21, 25, 29, 30], progress.Select(each => each.GetProperty("step").GetInt32()));
        Assert.Equal(192, progress[0].GetProperty("tokensPerSecond").GetDouble(), 1e-9);
        Assert.Equal(13, progress[0].GetProperty("secondsLeft").GetDouble(), 1e-9);
        Assert.Equal(JsonValueKind.Null, progress[0].GetProperty("validationLoss").ValueKind);
        Assert.Equal(JsonValueKind.Number, progress[2].GetProperty("validationLoss").ValueKind);
        Assert.Equal(192, answer.Json.GetProperty("tokensPerSecond").GetDouble(), 1e-9);
    }

    [Fact]
    public void TheLiveViewKeepsItsBarBelowWhatHappened()
    {
        using var terminal = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = false;
        var view = new LiveView(console);
        view.Watch(() =>
        {
            view.OnProgress(new TrainingSnapshot(250, 1000, 1.5, null, 41_234, TimeSpan.FromSeconds(200)));
            view.OnValidated(new Shared.Step(300), 1.75);
            view.OnStopping();
            return new Learning.Runs.RunResult(new Shared.Step(300), 1.5, 1.75, "hash", IsComplete: false);
        });
        string shown = terminal.ToString();
        string bar = new string('#', 12) + new string('-', 38) + "  25 %  step 250 of 1,000";
        Assert.Contains(bar, shown, StringComparison.Ordinal);
        Assert.Contains("loss 1.5000  41,200 tokens/s  3 min 20 s left", shown, StringComparison.Ordinal);
        int happened = shown.IndexOf(" nats per target after step 300", StringComparison.Ordinal);
        Assert.InRange(happened, 1, shown.LastIndexOf(bar, StringComparison.Ordinal));
        Assert.Contains("stopping: ", shown, StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h", shown.TrimEnd('\n'), StringComparison.Ordinal);
    }

    [Fact]
    public void ValidationAndCheckpointsDoNotCountAsTraining()
    {
        // Looks: start, step 1, after the pause, step 2: one second each.
        var meter = new TrainingMeter(new SteppedTime(TimeSpan.FromSeconds(1)), step: 5, steps: 10, tokensPerStep: 100);
        Assert.False(meter.HasSteps);
        Assert.Null(meter.Snapshot.Left);
        meter.OnStep(6, 4.0);
        meter.OnValidated(3.0);
        meter.OnStep(7, 2.0);
        Assert.Equal(100, meter.TokensPerSecond, 1e-9);
        TrainingSnapshot snapshot = meter.Snapshot;
        Assert.Equal(70, snapshot.Percent);
        Assert.Equal(((0.95 * 4.0) + 2.0) / 1.95, snapshot.Loss, 1e-12);
        Assert.Equal(TimeSpan.FromSeconds(4.5), snapshot.Left);
        Assert.Equal(3.0, snapshot.ValidationLoss);
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3_725, "1 h 2 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void TimeIsShownInTheTwoUnitsThatMatter(double seconds, string text) =>
        Assert.Equal(text, Figures.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(7.4, "7")]
    [InlineData(999.4, "999")]
    [InlineData(41_234, "41,200")]
    [InlineData(1_234_567, "1,230,000")]
    public void SpeedIsShownInThreeDigits(double speed, string text) => Assert.Equal(text, Figures.Speed(speed));
}
