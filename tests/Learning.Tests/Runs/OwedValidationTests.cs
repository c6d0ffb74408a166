using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

/// <summary>
/// Runs that end between an update and the step after it: in the validation, before it, after it, while a sample is
/// drawn. Whoever goes on leaves the files of the calm run.
/// </summary>
public sealed class OwedValidationTests : IDisposable
{
    /// <summary>More pieces than any phase has.</summary>
    private const int All = 1000;

    /// <summary>Validated every 5 steps, with a checkpoint every 10: step 15 has one and not the other.</summary>
    private readonly JournalledRun run = new(interval: (5, 10)) { SampleLength = 7 };

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(15, 0)]
    [InlineData(15, 1)]
    [InlineData(15, 6)]
    [InlineData(20, 0)]
    [InlineData(20, 3)]
    [InlineData(25, 0)]
    [InlineData(25, 6)]
    public void AnAbandonedValidationIsOwedAndMadeBeforeTheNextStep(long step, int pieces)
    {
        FaultyStorage calm = Calm();
        var storage = new FaultyStorage();
        RunResult stopped = run.RunInto(storage, step, pieces)!;

        Assert.Equal((step, true, false), (stopped.Step.Value, stopped.OwesValidation, stopped.IsComplete));
        Assert.Contains("\"owed\"", Manifest(storage, step), StringComparison.Ordinal);
        Assert.DoesNotContain($"{{\"step\":{step},", Metrics(storage), StringComparison.Ordinal);
        RunResult ended = run.Run(storage, isResumed: true);
        Assert.True(ended.IsComplete);
        Assert.Equal($"validated {step}", run.Told[0]);
        AssertSame(calm, storage);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(25)]
    public void WhatIsOwedStaysOwedUntilItIsMade(long step)
    {
        var storage = new FaultyStorage();
        _ = run.RunInto(storage, step, 2);
        byte[] owed = storage.Files[ManifestOf(step)];
        for (int pieces = 0; pieces < 4; pieces++)
        {
            RunResult again = run.RunInto(storage, step, pieces, isResumed: true)!;
            Assert.True(again.OwesValidation);
            Assert.Equal(owed, storage.Files[ManifestOf(step)]);
            Assert.Empty(run.Told);
        }

        _ = run.Run(storage, isResumed: true);
        AssertSame(Calm(), storage);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(25)]
    public void ASampleThatIsNotDrawnIsNotOwed(long step)
    {
        var storage = new FaultyStorage();
        int validation = Pieces(step) - run.SampleLength - 1;
        RunResult stopped = run.RunInto(storage, step, validation + 3)!;
        Assert.False(stopped.OwesValidation);
        Assert.Equal(step == JournalledRun.Steps, stopped.IsComplete);
        Assert.DoesNotContain(run.Told, told => told.StartsWith($"sample {step}", StringComparison.Ordinal));
        Assert.DoesNotContain("\"owed\"", Manifest(storage, step), StringComparison.Ordinal);
        _ = run.Run(storage, isResumed: true);
        AssertSame(Calm(), storage);
    }

    /// <summary>SIGKILL: what is owed is written nowhere, and an older checkpoint makes it good.</summary>
    [Theory]
    [InlineData(15, 3, false)]
    [InlineData(20, 3, false)]
    [InlineData(25, 3, false)]
    [InlineData(20, All, false)]
    [InlineData(20, 3, true)]
    [InlineData(25, 3, true)]
    public void ARunThatIsKilledInAValidationLeavesTheSameFiles(long step, int pieces, bool isOwed)
    {
        var storage = new FaultyStorage();
        if (isOwed)
        {
            _ = run.RunInto(storage, step, 1);
        }

        Assert.Null(run.RunInto(storage, step, pieces, isResumed: isOwed, isKilled: true));
        _ = run.Run(storage, isResumed: true);
        AssertSame(Calm(), storage);
    }

    [Fact]
    public void ARunThatIsKilledAfterItMadeWhatWasOwedMakesItAgain()
    {
        var storage = new FaultyStorage();
        _ = run.RunInto(storage, 15, 1);

        // The line of step 15 is written, and so are those up to 18; the newest checkpoint owes that of step 15.
        Assert.Null(run.RunInto(storage, 18, 0, isResumed: true, isKilled: true));
        Assert.Contains("{\"step\":18,", Metrics(storage), StringComparison.Ordinal);
        _ = run.Run(storage, isResumed: true);
        AssertSame(Calm(), storage);
    }

    [Fact]
    public void AValidationThatALaterBoundDoesNotAskForIsNotMade()
    {
        var storage = new FaultyStorage();

        // Step 13 is validated because the run ends there; with the bound of the spec it is not.
        RunResult stopped = run.RunInto(storage, 13, 2, stepsMax: 13)!;
        Assert.True(stopped.OwesValidation);
        _ = run.Run(storage, isResumed: true);
        Assert.DoesNotContain("validated 13", run.Told);
        AssertSame(Calm(), storage);
    }

    [Fact]
    public void ACalmRunOwesNothingInAnyCheckpoint()
    {
        FaultyStorage calm = Calm();
        foreach (string name in calm.Files.Keys.Where(name => name.EndsWith("manifest.json", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("\"owed\"", Encoding.UTF8.GetString(calm.Files[name]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("""{"loss":1,"rate":1,"norm":1,"clipped":1,"digest":"0"}""")]
    [InlineData("""{"loss":"1","rate":1,"norm":1,"clipped":true,"digest":"0"}""")]
    [InlineData("""{"loss":1,"rate":1,"norm":1,"clipped":true,"digest":"none"}""")]
    [InlineData("""{"loss":1,"rate":1,"norm":1,"clipped":true,"digest":null}""")]
    public void WhatIsOwedInAnotherFormIsRefused(string json)
    {
        InputException fault = Assert.Throws<InputException>(
            () => OwedValidation.Parse(Encoding.UTF8.GetBytes(json), new Step(4), "out/checkpoint"));
        Assert.Equal(
            "out/checkpoint: field 'owed' must have loss, rate, norm, clipped and digest of step 4", fault.Message);
    }

    [Fact]
    public void WhatIsOwedIsReadBackToTheBit()
    {
        var line = new StepMetrics(new Step(4), 0.1 + 0.2, null, 1e-300, double.Epsilon, true, UInt128.MaxValue - 5);
        Assert.Equal(line, OwedValidation.Parse(OwedValidation.ToJson(line), new Step(4), ""));
    }

    private static void AssertSame(FaultyStorage calm, FaultyStorage other)
    {
        Assert.Equal(calm.Files.Keys.Order(StringComparer.Ordinal), other.Files.Keys.Order(StringComparer.Ordinal));
        Assert.All(calm.Files, file => Assert.Equal(file.Value, other.Files[file.Key]));
    }

    private FaultyStorage Calm()
    {
        var calm = new FaultyStorage();
        _ = run.Run(calm);
        return calm;
    }

    /// <summary>How many pieces there are after a step.</summary>
    private int Pieces(long step)
    {
        int pieces = 0;
        while (true)
        {
            _ = run.RunInto(new FaultyStorage(), step, pieces);
            if (run.Told.Contains($"sample {step} of {run.SampleLength}"))
            {
                return pieces;
            }

            pieces++;
        }
    }

    private static string ManifestOf(long step) => $"checkpoint-{step:d10}/manifest.json";

    private static string Manifest(FaultyStorage storage, long step) =>
        Encoding.UTF8.GetString(storage.Files[ManifestOf(step)]);

    private static string Metrics(FaultyStorage storage) =>
        Encoding.UTF8.GetString(storage.Files[MetricsLog.FileName]);
}
