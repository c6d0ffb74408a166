using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

public sealed class RunJournalTests : IDisposable
{
    private readonly JournalledRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void AJournalTellsStepsValidationsAndCheckpointsInOrder()
    {
        RunResult result = run.Run(new FaultyStorage());
        string[] expected =
        [
            .. Enumerable.Range(1, 10).Select(step => $"step {step}"), "validated 10", "checkpoint 10",
            .. Enumerable.Range(11, 10).Select(step => $"step {step}"), "validated 20", "checkpoint 20",
            .. Enumerable.Range(21, 5).Select(step => $"step {step}"), "validated 25", "checkpoint 25",
        ];
        Assert.Equal(expected, run.Told);
        Assert.True(result.IsComplete);
        Assert.Equal(JournalledRun.Steps, result.Step.Value);
        Assert.NotNull(result.ValidationLoss);
    }

    /// <summary>The second update makes the parameters infinite: by the decay, whatever the loss is.</summary>
    [Theory]
    [InlineData(2, 100, "step 2: the validation loss is no finite number")]
    [InlineData(100, 2, "step 2: element 0 of tensor 'encoder.weight' is not a finite number")]
    public void AnUpdateThatOverflowsIsToldByWhateverLooksFirst(int validation, int checkpoints, string expected)
    {
        using var broken = new JournalledRun(
            "{ kind: sgd, rate: 1e30, weightDecay: 0.5 }", (validation, checkpoints));
        var storage = new FaultyStorage();
        NonFiniteException fault = Assert.Throws<NonFiniteException>(() => broken.Run(storage));

        Assert.Equal(
            expected + "; the last update was too large. Lower the learning rate or clip the gradient", fault.Message);
        Assert.DoesNotContain(storage.Files.Keys, name => name.Contains("checkpoint", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(24)]
    public void ARunThatStoppedAndGoesOnLeavesTheSameFiles(long stop)
    {
        var whole = new FaultyStorage();
        RunResult expected = run.Run(whole);
        var storage = new FaultyStorage();
        RunResult stopped = run.Run(storage, stop: stop);
        Assert.Equal((stop, false), (stopped.Step.Value, stopped.IsComplete));
        Assert.Equal($"checkpoint {stop}", run.Told[^1]);
        Assert.Equal(expected, run.Run(storage, isResumed: true));
        Assert.Equal(whole.Files["metrics.jsonl"], storage.Files["metrics.jsonl"]);
        const string Last = "checkpoint-0000000025/manifest.json";
        Assert.Equal(whole.Files[Last], storage.Files[Last]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(20)]
    public void AnAmendedRunThatStoppedAndGoesOnLeavesTheSameFiles(long stop)
    {
        Amendment[] amendments = [new(new Step(12), 0.002), new(new Step(18), 0.02)];
        var whole = new FaultyStorage();
        RunResult expected = run.Run(whole, amendments: amendments);
        Assert.NotEqual(expected.StateHash, run.Run(new FaultyStorage()).StateHash);

        // Given again or not: the state has them.
        foreach (Amendment[] again in (Amendment[][])[[], amendments])
        {
            var storage = new FaultyStorage();
            _ = run.Run(storage, stop: stop, amendments: amendments);
            Assert.Equal(expected, run.Run(storage, isResumed: true, amendments: again));
            Assert.Equal(whole.Files["metrics.jsonl"], storage.Files["metrics.jsonl"]);
        }
    }

    [Fact]
    public void AnAmendmentMayComeWithTheResumption()
    {
        var amendment = new Amendment(new Step(12), 0.002);
        RunResult expected = run.Run(new FaultyStorage(), amendments: amendment);
        var storage = new FaultyStorage();
        _ = run.Run(storage, stop: 11);
        Assert.Equal(expected, run.Run(storage, isResumed: true, amendments: amendment));
    }

    [Fact]
    public void AnAmendmentThatComesTooLateIsAMistake()
    {
        var storage = new FaultyStorage();
        _ = run.Run(storage, stop: 12);
        string[] before = [.. storage.Files.Keys];
        string message = Assert.Throws<InputException>(
            () => run.Run(storage, isResumed: true, amendments: new Amendment(new Step(12), 0.002))).Message;
        Assert.Equal(
            "the learning rate cannot be amended from step 12 on: the run is at step 12 already, the first one to "
            + "amend is 13",
            message);
        Assert.Equal(before, storage.Files.Keys);
        Assert.Throws<InputException>(
            () => run.Run(new FaultyStorage(), amendments: new Amendment(Step.Zero, 0.002)));
    }

    [Fact]
    public void AStateThatWasAmendedSinceItsCheckpointIsWrittenAgain()
    {
        var storage = new FaultyStorage();
        RunResult plain = run.Run(storage, stop: 12);
        RunResult amended = run.Run(
            storage, isResumed: true, stop: 12, amendments: new Amendment(new Step(20), 0.002));
        Assert.NotEqual(plain.StateHash, amended.StateHash);
        Assert.Equal(["checkpoint 12"], run.Told);
        Assert.Equal(amended, run.Run(storage, isResumed: true, stop: 12));
    }

    [Fact]
    public void AFolderThatHoldsARunIsNotBegunAnew()
    {
        var storage = new FaultyStorage();
        _ = run.Run(storage, stop: 3);
        Assert.Throws<InputException>(() => run.Run(storage));
    }
}
