using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

public sealed class MistakeTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(
        "",
        "a command is needed: train, coordinator, worker, watch, evaluate, generate, inspect, export, bench, selftest",
        "rnncluster --help")]
    [InlineData("trian x", "unknown command 'trian'; did you mean 'train'?", "rnncluster --help")]
    [InlineData("fly", "unknown command 'fly'", "rnncluster --help")]
    [InlineData("--jsn", "unknown option '--jsn'", "rnncluster --help")]
    [InlineData("train", "SPEC is missing", "rnncluster train --help")]
    [InlineData(
        "train --thread 3 S",
        "unknown option '--thread'; did you mean '--threads'?",
        "rnncluster train --help")]
    [InlineData(
        "train S --thraeds 3",
        "unknown option '--thraeds'; did you mean '--threads'?",
        "rnncluster train --help")]
    [InlineData(
        "train S --threads two",
        "--threads 'two': expected a whole number from 1 to 1024",
        "rnncluster train --help")]
    [InlineData(
        "train S --threads 0",
        "--threads '0': expected a whole number from 1 to 1024",
        "rnncluster train --help")]
    [InlineData(
        "train S --threads 1.5",
        "--threads '1.5': expected a whole number from 1 to 1024",
        "rnncluster train --help")]
    [InlineData("train S --threads", "--threads needs a value: N", "rnncluster train --help")]
    [InlineData("train S --threads 1 --threads 2", "--threads is given more than once", "rnncluster train --help")]
    [InlineData(
        "train S --partitions 0",
        "--partitions '0': expected a whole number from 1 to 32768",
        "rnncluster train --help")]
    [InlineData(
        "train S --steps -5",
        "--steps '-5': expected a whole number from 1 to 9223372036854775807",
        "rnncluster train --help")]
    [InlineData("train S --out --resume", "--out needs a value: DIR", "rnncluster train --help")]
    [InlineData("train S more", "unexpected argument 'more'", "rnncluster train --help")]
    [InlineData("train S --json=maybe", "unexpected argument 'maybe'", "rnncluster train --help")]
    [InlineData(
        "evaluate C --lanes 0",
        "--lanes '0': expected a whole number from 1 to 32768",
        "rnncluster evaluate --help")]
    [InlineData("evaluate", "no model: give CHECKPOINT, or both --spec and --weights", null)]
    [InlineData("evaluate --spec S", "no model: give CHECKPOINT, or both --spec and --weights", null)]
    [InlineData(
        "evaluate C --spec S",
        "CHECKPOINT and --spec or --weights: a checkpoint has its own spec and parameters; give one or the "
        + "other",
        null)]
    [InlineData(
        "generate C --temperature hot",
        "--temperature 'hot': expected a number from 0 to 1000",
        "rnncluster generate --help")]
    [InlineData(
        "generate C --temperature -1",
        "--temperature '-1': expected a number from 0 to 1000",
        "rnncluster generate --help")]
    [InlineData(
        "generate C --temperature NaN",
        "--temperature 'NaN': expected a number from 0 to 1000",
        "rnncluster generate --help")]
    [InlineData(
        "generate C --seed -1",
        "--seed '-1': expected a whole number from 0 to 18446744073709551615",
        "rnncluster generate --help")]
    [InlineData(
        "generate C --length 0",
        "--length '0': expected a whole number from 1 to 1000000000",
        "rnncluster generate --help")]
    [InlineData("inspect", "CHECKPOINT is missing", "rnncluster inspect --help")]
    [InlineData(
        "bench char-lstm-256 --shards 3",
        "--shards 3: expected a power of two up to 32, the batch of char-lstm-256",
        null)]
    [InlineData("export C", "--out FILE.safetensors is missing", "rnncluster export --help")]
    public void AMistakeInTheCommandLineIsOneLineAndEndsWith2(string line, string message, string? help)
    {
        Answer answer = Answer.To(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string see = help is null ? "" : message.EndsWith('?') ? $" See '{help}'" : $"; see '{help}'";
        Assert.Equal($"rnncluster: {message}{see}\n", answer.Error);
        Assert.Equal("", answer.Output);
        Assert.Equal(ExitCode.Mistake, answer.Code);
    }

    [Fact]
    public void AFileThatIsNotThereIsNamed()
    {
        string absent = folder.At("absent");
        AssertMistaken($"{absent}: no such file; expected a run spec, a YAML file", "train", absent);
        AssertMistaken(
            $"{absent}: there is no such folder; a checkpoint or a run's output is needed", "inspect", absent);
        AssertMistaken($"{folder.Path}: holds no checkpoint", "inspect", folder.Path);
        AssertMistaken(
            $"{absent}: there is no such file", "evaluate", "--spec", folder.Spec(), "--weights", absent);
    }

    [Fact]
    public void AnOutputThatHoldsARunIsNotOverwritten()
    {
        string output = folder.At("out");
        Answer.Done("train", folder.Spec(), "--out", output, "--threads", "1");
        IEnumerable<(string, string)> before = folder.Remains("out");
        AssertMistaken(
            $"{output}: already holds a run, at step 30; go on with it by --resume, or choose another folder with "
            + "--out",
            "train",
            folder.Spec(),
            "--out",
            output);
        Assert.Equal(before, folder.Remains("out"));
    }

    [Fact]
    public void AResumedRunOfAnotherSpecSaysWhatDiffers()
    {
        string output = folder.At("out");
        Answer.Done("train", folder.Spec(), "--out", output, "--threads", "1");
        AssertMistaken(
            $"{output}/checkpoint-0000000030: belongs to another run: the spec differs (training.optimizer.rate was "
            + "0.01, is 0.5). Resume with the spec and the data that it was made with, or choose another --out; --from "
            + $"{output}/checkpoint-0000000030 begins another run with its state",
            "train",
            folder.Spec(rate: "0.5"),
            "--out",
            output,
            "--resume");
    }

    [Fact]
    public void PartitionsAndWorkersExcludeEachOther() => AssertMistaken(
        "--partitions and --workers: each worker computes a group of its own; give one",
        "train",
        folder.Spec(),
        "--partitions",
        "2",
        "--workers",
        "2");

    [Fact]
    public void AnAddressBeyondThisMachineIsRefusedBeforeAnythingIsSaid() => AssertMistaken(
        "10.0.0.1:7000 is not a loopback address; the connection is not encrypted: add --insecure to accept that",
        "worker",
        "--join",
        "10.0.0.1:7000");

    [Fact]
    public void PartitionsBeyondTheShardsAreRefusedBeforeAnythingIsWritten()
    {
        string output = folder.At("out");
        AssertMistaken(
            "--partitions 9: must be 1 to 8, the shards of this run (training.shards)",
            "train",
            folder.Spec(),
            "--partitions",
            "9",
            "--out",
            output);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void ACharacterThatTheModelNeverSawIsNamed()
    {
        string output = folder.At("out");
        Answer.Done("train", folder.Spec(), "--out", output, "--threads", "1");
        string text = folder.Write("data.txt", "ab\ncä");
        AssertMistaken(
            "--prompt: line 1, column 2: the character U+00E4 'ä' is not among the 58 of the vocabulary; remove it, or "
            + "train on a text that has it.",
            "generate",
            output,
            "--prompt",
            "cä");
        AssertMistaken(
            $"{text}: line 2, column 2: the character U+00E4 'ä' is not among the 58 of the vocabulary; remove it, or "
            + "train on a text that has it.",
            "evaluate",
            output,
            "--data",
            text);
        string single = folder.Write("single.txt", "a");
        AssertMistaken(
            $"{single}: 1 symbols; a first target needs at least 2", "evaluate", output, "--data", single);
    }

    [Fact]
    public void ALossThatIsNoNumberEndsWith1AndSaysWhere()
    {
        string spec = folder.Spec("rnn-relu", name: "wild", rate: "1e30");
        Answer answer = Answer.To("train", spec, "--out", folder.At("out"), "--threads", "1");
        string message = "rnncluster: step 2: the loss of shard 0 is no finite number;";
        Assert.StartsWith(message, answer.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "No checkpoint was written (checkpoints.every in the spec); begin anew with --amend STEP:RATE, or a lower "
            + "training.optimizer.rate\n",
            answer.Error,
            StringComparison.Ordinal);
        Assert.Equal(2, answer.Error.Split('\n').Length);
        Assert.Equal(ExitCode.Failed, answer.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --workers 2")]
    public void ALossThatIsNoNumberNamesTheCheckpointAndTheAmendmentToGoOnWith(string cluster)
    {
        string spec = folder.Spec("rnn-relu", name: "wild");
        string[] arguments = [.. $"train {spec}{cluster} --out {folder.At("out")}".Split(' ')];
        Assert.Equal(ExitCode.Done, Answer.To([.. arguments, "--steps", "1"]).Code);

        Answer answer = Answer.To([.. arguments, "--resume", "--amend", "2:1e30"]);

        Assert.EndsWith(
            $"Go on from the checkpoint of step 1 at a lower rate: rnncluster train {spec}{cluster} --out "
            + $"{folder.At("out")} --resume --amend 2:RATE\n",
            answer.Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, answer.Code);
    }

    private static void AssertMistaken(string message, params string[] arguments)
    {
        Answer answer = Answer.To(arguments);
        Assert.Equal($"rnncluster: {message}\n", answer.Error);
        Assert.Equal("", answer.Output);
        Assert.Equal(ExitCode.Mistake, answer.Code);
    }
}
