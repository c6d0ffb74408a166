using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Train, then every command that reads what training left.</summary>
public sealed class RoundTripTests : IClassFixture<RoundTripTests.Trained>, IDisposable
{
    private readonly Trained trained;
    private readonly RunFolder folder = new();

    public RoundTripTests(Trained trained) => this.trained = trained;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TrainingReportsItsEventsInOrderAndItsEndLast()
    {
        JsonElement[] events = trained.Answer.Events;
        string[] names = [.. events.Select(each => each.GetProperty("event").GetString()!)];
        string[] tenSteps = ["validation", "checkpoint"];
        Assert.Equal(["begin", .. tenSteps, .. tenSteps, .. tenSteps, "progress", "end"], names);
        JsonElement end = events[^1];
        Assert.Equal(30, end.GetProperty("step").GetInt64());
        Assert.True(end.GetProperty("complete").GetBoolean());
        Assert.Equal(2, end.GetProperty("partitions").GetInt32());
        Assert.Equal(200, end.GetProperty("sample").GetString()!.Length);
        Assert.Equal(events[^3].GetProperty("stateHash").GetString(), end.GetProperty("stateHash").GetString());
        Assert.Equal(events[0].GetProperty("runId").GetString(), end.GetProperty("runId").GetString());
        foreach (string name in new[] { "trainLoss", "validationLoss", "tokensPerSecond", "lanes", "threads", "out" })
        {
            Assert.True(end.TryGetProperty(name, out _), name);
        }
    }

    [Fact]
    public void InspectShowsWhatTrainingReported()
    {
        JsonElement end = trained.Answer.Json;
        JsonElement shown = Answer.Done("inspect", trained.Output, "--json").Json;
        foreach (string name in new[] { "step", "stateHash", "runId", "trainLoss", "validationLoss" })
        {
            Assert.Equal(end.GetProperty(name).ToString(), shown.GetProperty(name).ToString());
        }

        Assert.Equal("tiny", shown.GetProperty("name").GetString());
        Assert.Equal(58, shown.GetProperty("vocabulary").GetInt32());
        Assert.Equal("lstm", shown.GetProperty("spec").GetProperty("model").GetProperty("cell").GetString());
        JsonElement[] parameters = [.. shown.GetProperty("parameters").EnumerateArray()];
        Assert.Equal("encoder.weight", parameters[0].GetProperty("name").GetString());
        Assert.Equal([58, 12], parameters[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        int total = parameters.Sum(parameter => parameter.GetProperty("shape").EnumerateArray()
            .Aggregate(1, (product, size) => product * size.GetInt32()));
        Assert.Equal(total, shown.GetProperty("parameterCount").GetInt32());
    }

    [Fact]
    public void InspectForPeopleShowsTheSpecAsItWasWritten()
    {
        string[] lines = Answer.Done("inspect", trained.Output).Lines;
        Assert.Contains($"checkpoint       {trained.Output}/checkpoint-0000000030", lines);
        Assert.Contains($"state hash       {trained.Answer.Json.GetProperty("stateHash").GetString()}", lines);
        Assert.Contains("model            lstm, 2 layers of 24, embedding 12, dropout 0.2", lines);
        Assert.Contains("  rnn.weight_hh_l1            96 x 24          2,304", lines);
        Assert.Contains("    optimizer: { kind: adam, rate: 0.01 }", lines);
    }

    [Fact]
    public void TheValidationPartEvaluatedAsTheSpecDoesGivesTheLossOfTraining()
    {
        // The spec's lanes are its batch of 8; characters 24,000 to 26,999 are its validation part.
        string part = folder.Write("validation.txt", File.ReadAllText(trained.Folder.Text)[24_000..27_000]);
        JsonElement shown = Answer.Done("evaluate", trained.Output, "--data", part, "--lanes", "8", "--json").Json;
        Assert.Equal(
            trained.Answer.Json.GetProperty("validationLoss").GetDouble(), shown.GetProperty("loss").GetDouble());
        Assert.Equal(2999, shown.GetProperty("targets").GetInt32());
        Assert.Equal(part, shown.GetProperty("part").GetString());
    }

    [Fact]
    public void EvaluationTakesTheTestPartAsOneStreamAndNeverDependsOnThreads()
    {
        string part = folder.Write("test.txt", File.ReadAllText(trained.Folder.Text)[27_000..]);
        string ofFile = Answer.Done("evaluate", trained.Output, "--data", part, "--threads", "1", "--json")
            .Json.GetProperty("loss").GetRawText();
        JsonElement ofPart = Answer.Done("evaluate", trained.Output, "--threads", "2", "--json").Json;
        Assert.Equal(ofFile, ofPart.GetProperty("loss").GetRawText());
        Assert.Equal("test", ofPart.GetProperty("part").GetString());
        string inLanes = Answer.Done("evaluate", trained.Output, "--lanes", "70", "--json")
            .Json.GetProperty("loss").GetRawText();
        Assert.NotEqual(ofFile, inLanes);
    }

    [Fact]
    public void ExportedWeightsAreTheCheckpointsModel()
    {
        string file = folder.At("weights.safetensors");
        Answer exported = Answer.Done("export", trained.Output, "--out", file);
        string hash = trained.Answer.Json.GetProperty("stateHash").GetString()!;
        Assert.Equal($"{file}: the parameters of step 30, state {hash}\n", exported.Output);
        string ofCheckpoint = Answer.Done("evaluate", trained.Output, "--json").Output;
        Assert.Equal(ofCheckpoint, Answer.Done("evaluate", "--spec", trained.Spec, "--weights", file, "--json").Output);

        string[] same = ["--prompt", "ROMEO:", "--length", "40", "--seed", "3"];
        Assert.Equal(
            Answer.Done(["generate", trained.Output, .. same]).Output,
            Answer.Done(["generate", "--spec", trained.Spec, "--weights", file, .. same]).Output);

        Answer retrained = Answer.Done(
            "train", trained.Spec, "--weights", file, "--out", folder.At("again"), "--steps", "1", "--json");
        JsonElement first = Answer.Done("inspect", folder.At("again"), "--json").Json;
        Assert.Equal(1, first.GetProperty("step").GetInt64());
        Assert.True(retrained.Json.GetProperty("trainLoss").GetDouble() < 3.6);
    }

    [Fact]
    public void GenerationIsAFunctionOfItsOptions()
    {
        string text = Answer.Done("generate", trained.Output, "--length", "60", "--seed", "5").Output;
        Assert.Equal(61, text.Length);
        Assert.Equal(text, Answer.Done("generate", trained.Output, "--length", "60", "--seed", "5").Output);
        Assert.NotEqual(text, Answer.Done("generate", trained.Output, "--length", "60", "--seed", "6").Output);
        Assert.StartsWith(
            text[..40], Answer.Done("generate", trained.Output, "--length", "40", "--seed", "5").Output);

        string likeliest = Answer.Done("generate", trained.Output, "--temperature", "0", "--seed", "1").Output;
        Assert.Equal(501, likeliest.Length);
        Assert.Equal(likeliest, Answer.Done("generate", trained.Output, "--top-k", "1", "--seed", "2").Output);
    }

    [Fact]
    public void APromptIsPrintedAndReadAndALineEndIsTheDefault()
    {
        string after = Answer.Done("generate", trained.Output, "--prompt", "\n", "--length", "30").Output;
        Assert.Equal(after[1..], Answer.Done("generate", trained.Output, "--length", "30").Output);
        string other = Answer.Done("generate", trained.Output, "--prompt", "JULIET:", "--length", "30").Output;
        Assert.StartsWith("JULIET:", other, StringComparison.Ordinal);
        Assert.Equal("JULIET:".Length + 31, other.Length);
        Assert.NotEqual(after[1..], other["JULIET:".Length..]);

        // The last symbol alone does not decide: all of a prompt is read.
        string[] options = ["--length", "300", "--prompt"];
        string one = Answer.Done(["generate", trained.Output, .. options, "JULIET:"]).Output;
        string two = Answer.Done(["generate", trained.Output, .. options, ":"]).Output;
        Assert.NotEqual(one["JULIET:".Length..], two[1..]);
    }

    [Fact]
    public void PartitionsAndThreadsLeaveTheSameFiles()
    {
        Answer.Done("train", trained.Spec, "--threads", "1", "--partitions", "5", "--out", folder.At("other"));
        Assert.Equal(trained.Folder.Remains("out"), folder.Remains("other"));
    }

    [Fact]
    public void AStopBeforeTheFirstStepLeavesACheckpointAndSaysHowToGoOn()
    {
        Answer stopped = Answer.To(
            TimeProvider.System,
            new CancellationToken(canceled: true),
            "train",
            trained.Spec,
            "--out",
            folder.At("out"),
            "--threads",
            "1");
        Assert.Equal(ExitCode.Done, stopped.Code);
        string resume = $"rnncluster train {trained.Spec} --out {folder.At("out")} --resume";
        Assert.Equal($"stopped after step 0 of 30; go on with: {resume}", stopped.Lines[^1]);
        Answer.Done("train", trained.Spec, "--out", folder.At("out"), "--resume");
        Assert.Equal(trained.Folder.Remains("out"), folder.Remains("out"));
    }

    [Theory]
    [InlineData("train", "--workers 2")]
    [InlineData("coordinator", "--listen 127.0.0.1:0 --min-workers 2 --name c")]
    public void AStoppedClusterSaysHowToGoOnAsACluster(string command, string cluster)
    {
        Answer stopped = Answer.To(
            TimeProvider.System,
            new CancellationToken(canceled: true),
            [command, trained.Spec, .. cluster.Split(' '), "--threads", "1", "--out", folder.At("out")]);
        Assert.Equal(ExitCode.Done, stopped.Code);
        Assert.EndsWith(
            $"go on with: rnncluster {command} {trained.Spec} {cluster} --out {folder.At("out")} --resume",
            stopped.Lines[^1],
            StringComparison.Ordinal);
    }

    /// <summary>One training for all tests of the class; they only read it.</summary>
    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            Spec = Folder.Spec();
            Answer = Answer.Done("train", Spec, "--threads", "2", "--partitions", "2", "--out", Output, "--json");
        }

        public RunFolder Folder { get; } = new();

        public string Spec { get; }

        public string Output => Folder.At("out");

        internal Answer Answer { get; }

        public void Dispose() => Folder.Dispose();
    }
}
