using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class ContinuationTests
{
    [Fact]
    public void TheSameRunContinues() => Saved().EnsureContinues(Sample.Identity, acceptNewNumerics: false);

    [Fact]
    public void AnotherRunIsRefusedAndWhatDiffersIsSaid()
    {
        RunIdentity current = Sample.Identity with
        {
            RunId = "other",
            CanonicalSpec = Sample.Json("""{"model":{"cell":"gru","hidden":8},"training":{"steps":3}}"""),
            DataHash = "beef",
            Vocabulary = Sample.Json("[\"a\"]"),
        };
        InputException fault =
            Assert.Throws<InputException>(() => Saved().EnsureContinues(current, acceptNewNumerics: true));
        Assert.Equal(
            "out/checkpoint-0000000010: belongs to another run: the spec differs (model.cell was \"lstm\", is \"gru\", "
            + "model.hidden was 4, is 8, seed was 1, is absent and 1 more); the data differ (hash was d474, is beef); "
            + "the vocabulary differs. Resume with the spec and the data that it was made with, or choose another "
            + "--out; --from out/checkpoint-0000000010 begins another run with its state",
            fault.Message);
    }

    [Fact]
    public void AnotherArithmeticIsRefusedUnlessItIsAccepted()
    {
        RunIdentity current = Sample.Identity with { RunId = "other", NumericsVersion = 2 };
        InputException fault =
            Assert.Throws<InputException>(() => Saved().EnsureContinues(current, acceptNewNumerics: false));
        Assert.Equal(
            "out/checkpoint-0000000010: made by numerics version 1, this program has 2: it would not continue to the "
            + "same bits. Use the release that made it, or accept the change with --accept-new-numerics",
            fault.Message);
        Saved().EnsureContinues(current, acceptNewNumerics: true);
    }

    [Fact]
    public void AnotherRunIdAloneIsRefusedToo()
    {
        InputException fault = Assert.Throws<InputException>(
            () => Saved().EnsureContinues(Sample.Identity with { RunId = "other" }, acceptNewNumerics: true));
        Assert.Equal(
            $"out/checkpoint-0000000010: belongs to run {Sample.RunId}, this is run other, though spec, data and "
            + "vocabulary look alike. Choose another --out",
            fault.Message);
    }

    private static Checkpoint Saved()
    {
        var storage = new FaultyStorage();
        Sample.Store(storage).Write(Sample.Content(10));
        Assert.True(Sample.Store(storage).TryOpenLatest(out Checkpoint? checkpoint));
        return checkpoint;
    }
}
