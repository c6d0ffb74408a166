using RnnCluster.Learning.Checkpoints;

namespace RnnCluster.Cli.Tests;

/// <summary>What <c>inspect</c> says of a checkpoint whose run stopped in a validation.</summary>
public sealed class InspectOwedTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnOwedValidationIsShownAndNoOther()
    {
        Answer.Done("train", folder.Spec(), "--threads", "1", "--out", folder.At("out"));
        Assert.DoesNotContain(Answer.Done("inspect", folder.At("out")).Lines, IsOwed);
        Assert.False(Answer.Done("inspect", folder.At("out"), "--json").Json.TryGetProperty("validationOwed", out _));

        Checkpoint written = CheckpointStore.Open(folder.At("out"), _ => { });
        var line = new StepMetrics(written.Step, 1.5, null, 0.01, 2.5, false, 7);
        CheckpointContent content = written.Content;
        var owing = new CheckpointContent(content.Identity, content.State, content.Spec, content.Progress)
        {
            Owed = OwedValidation.ToJson(line),
        };
        new CheckpointStore(new DirectoryStorage(folder.At("out")), keep: 2, _ => { }).Write(
            owing, TimeProvider.System);

        Assert.Equal(
            "owed             the validation of step 30, which a resume makes first",
            Assert.Single(Answer.Done("inspect", folder.At("out")).Lines, IsOwed));
        Assert.True(
            Answer.Done("inspect", folder.At("out"), "--json").Json.GetProperty("validationOwed").GetBoolean());
    }

    private static bool IsOwed(string line) => line.StartsWith("owed", StringComparison.Ordinal);
}
