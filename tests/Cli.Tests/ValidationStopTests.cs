using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>
/// Runs that are nearly always in a validation, stopped by real signals, alone and as clusters. That a stop is served
/// in the middle of one is what the tests of the journal and of the replica say; here are the processes around.
/// </summary>
public sealed class ValidationStopTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1", "--workers", "1", "--dashboard", "off")]
    [InlineData("TERM", "--workers", "3")]
    [InlineData("TERM", "--workers", "2", "--processes")]
    [InlineData("KILL")]
    [InlineData("KILL", "--workers", "2", "--processes")]
    public async Task ARunThatIsStoppedInAValidationLeavesTheFilesOfTheCalmRun(string signal, params string[] options)
    {
        // A step takes a millisecond, its validation some hundreds of them.
        Write("validating", hidden: 32, batch: 8, window: 6, "{ every: 1, lanes: 1 }");
        using (RnnProcess run = Train("validating", "out", options))
        {
            await run.AwaitEvent("checkpoint");
            await run.AwaitEvent("validation");
            run.Signal(signal);
            (int code, string error) = await run.AwaitExit();
            if (signal != "KILL")
            {
                Assert.Equal("", error);
                Assert.Equal(ExitCode.Done, code);
            }
        }

        // A process that is killed may leave a part of a checkpoint, which both name and pass over.
        Answer inspected = Answer.To("inspect", folder.At("out"), "--json");
        Assert.Equal(ExitCode.Done, inspected.Code);
        long reached = inspected.Json.GetProperty("step").GetInt64();
        string bound = (reached + 3).ToString(CultureInfo.InvariantCulture);
        using RnnProcess resumed = Train("validating", "out", [.. options, "--resume", "--steps", bound]);
        using RnnProcess calm = Train("validating", "calm", "--steps", bound);
        (int end, string said) = await resumed.AwaitExit();
        Assert.Equal(ExitCode.Done, end);
        AssertWarnings(signal == "KILL", inspected.Error);
        AssertWarnings(signal == "KILL", said);
        await AssertDone(calm);
        Assert.Equal(folder.Remains("calm"), folder.Remains("out"));
    }

    /// <summary>The validation takes longer than a test waits for anything.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("USR2", "--workers", "1", "--dashboard", "off")]
    public async Task AValidationOfMinutesIsNotWaitedFor(string signal, params string[] options)
    {
        Write("endless", hidden: 1536, batch: 1, window: 1, "{ every: 2, lanes: 1 }");
        using RnnProcess run = Train("endless", "out", options);

        // Of step 1, which is not validated: the validation of step 2 follows at once.
        await run.AwaitEvent("checkpoint");
        run.Signal(signal);
        JsonElement end = await AssertDone(run);
        Assert.False(end.GetProperty("complete").GetBoolean());
    }

    private RnnProcess Train(string spec, string output, params string[] options) => new(
        folder.Path, ["train", $"{spec}.yaml", "--out", output, "--threads", "1", "--json", .. options]);

    /// <param name="mayPassOver">Whether a part of a checkpoint may be there.</param>
    /// <param name="error">What was written to standard error.</param>
    private static void AssertWarnings(bool mayPassOver, string error) => Assert.All(
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        line =>
        {
            Assert.True(
                mayPassOver && line.Contains("warning: checkpoint passed over", StringComparison.Ordinal), line);
        });

    private static async Task<JsonElement> AssertDone(RnnProcess run)
    {
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        return run.Json;
    }

    private void Write(string name, int hidden, int batch, int window, string validation) => folder.Write(
        $"{name}.yaml",
        $$"""
        name: {{name}}
        seed: 7
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.06, 0.9, 0.04] }
        model: { embedding: 8, cell: lstm, hidden: {{hidden}}, layers: 1 }
        training:
          batch: {{batch}}
          window: {{window}}
          shards: {{Math.Min(batch, 4)}}
          steps: 100000000
          optimizer: { kind: sgd, rate: 0.1 }
          schedule: { kind: constant }
        validation: {{validation}}
        checkpoints: { every: 1, keep: 2 }
        """);
}
