using RnnCluster.Shared;

namespace RnnCluster.Specification.Tests;

public class LoadTests
{
    private static readonly string Folder = Path.GetFullPath("specs");

    [Fact]
    public void AFileThatTheSystemDoesNotLetUsLookAtIsNotSaidToBeMissing()
    {
        string path = new('x', 300);
        InputException fault = Assert.Throws<InputException>(() => RunSpecLoader.Load(path));
        Assert.StartsWith($"{path}: cannot be read: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryKeyArrivesWhereItBelongs()
    {
        RunSpec spec = Specs.Parse(Specs.Small);

        Assert.Equal(
            new RunSpec(
                "small",
                1,
                RunTask.LanguageModel,
                new DataSpec(
                    new SplitTextSpec(Path.Combine(Folder, "input.txt"), 0.8, 0.1, 0.1),
                    TokenizerKind.Character,
                    VocabularyMax: null,
                    LineEnd: false),
                new ModelSpec(64, CellKind.Lstm, 64, 2, 0.1, Tied: false, UniformBound: null),
                new TrainingSpec(
                    16,
                    32,
                    8,
                    Steps: 100,
                    Epochs: null,
                    LossReduction.Target,
                    new ClipSpec(ClipKind.Norm, 5),
                    new AdamSpec(0.002, 0, 0.9, 0.999, 1e-8, Decoupled: false),
                    new CosineScheduleSpec(10, 0.1)),
                new ValidationSpec(50, 4),
                new CheckpointSpec(20, 2))
            {
                SourcePath = "specs/x.yaml",
                SourceText = Specs.Small,
            },
            spec);
    }

    [Theory]
    [InlineData("/dev/stdin", "")]
    [InlineData("/dev/fd/63", "")]
    [InlineData("/proc/self/fd/0", "")]
    [InlineData("/dev/shm/run/x.yaml", "/dev/shm/run")]
    [InlineData("/developer/x.yaml", "/developer")]
    public void PathsAreRelativeToTheSpecsFolderOrIfItIsPipedToTheWorkingDirectory(string origin, string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var data = (SplitTextSpec)RunSpecLoader.Parse(Specs.Small, origin).Data.Corpus;
        Assert.Equal(Path.GetFullPath(Path.Join(folder, "input.txt")), data.Path);
    }

    [Fact]
    public void WhatIsLeftOutHasItsDocumentedDefault()
    {
        RunSpec spec = Specs.Parse(Specs.Least);

        Assert.Equal(1UL, spec.Seed);
        Assert.Equal(
            new DataSpec(
                new SeparateFilesSpec(Path.Combine(Folder, "a.txt"), null, null), TokenizerKind.Word, null, false),
            spec.Data);
        Assert.Equal(new ModelSpec(null, CellKind.Gru, 8, 1, 0, Tied: false, UniformBound: null), spec.Model);
        Assert.Equal(
            new TrainingSpec(
                4,
                8,
                4,
                Steps: null,
                Epochs: 2,
                LossReduction.Target,
                Clip: null,
                new SgdSpec(0.001, 0, 0, 0, Nesterov: false),
                new ConstantScheduleSpec(0)),
            spec.Training);
        Assert.Equal(new ValidationSpec(0, 4), spec.Validation);
        Assert.Equal(new CheckpointSpec(0, 3), spec.Checkpoints);
    }

    [Fact]
    public void TheDefaultSplitIsNinetyFiveFive()
    {
        RunSpec spec = Specs.Parse(Specs.With("  split: [0.8, 0.1, 0.1]\n", ""));

        Assert.Equal(new SplitTextSpec(Path.Combine(Folder, "input.txt"), 0.9, 0.05, 0.05), spec.Data.Corpus);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 4)]
    [InlineData(8, 8)]
    [InlineData(100, 8)]
    public void ShardsAreEightUnlessTheBatchIsSmaller(int batch, int shards)
    {
        string text = Specs.Least.Replace("batch: 4", $"batch: {batch}", StringComparison.Ordinal);

        Assert.Equal(shards, Specs.Parse(text).Training.Shards);
    }

    [Theory]
    [InlineData("kind: adamw", 0.01, true)]
    [InlineData("kind: adam, weightDecay: 0.5", 0.5, false)]
    public void OnlyAdamWDecaysByDefault(string optimizer, double weightDecay, bool decoupled)
    {
        RunSpec spec = Specs.Parse(Specs.Least.Replace("kind: sgd", optimizer, StringComparison.Ordinal));

        Assert.Equal(new AdamSpec(0.001, weightDecay, 0.9, 0.999, 1e-8, decoupled), spec.Training.Optimizer);
    }

    [Fact]
    public void EveryKeyOfSgdArrives()
    {
        const string Optimizer = "kind: sgd, rate: 1, momentum: 0.5, nesterov: true, weightDecay: 1e-4";
        RunSpec spec = Specs.Parse(Specs.Least.Replace("kind: sgd", Optimizer, StringComparison.Ordinal));

        Assert.Equal(new SgdSpec(1, 1e-4, 0.5, 0, Nesterov: true), spec.Training.Optimizer);
    }

    [Theory]
    [InlineData("lstm", CellKind.Lstm)]
    [InlineData("gru", CellKind.Gru)]
    [InlineData("rnn-tanh", CellKind.RnnTanh)]
    [InlineData("rnn", CellKind.RnnTanh)]
    [InlineData("rnn-relu", CellKind.RnnRelu)]
    public void EveryCellHasItsWord(string word, CellKind cell)
    {
        Assert.Equal(cell, Specs.Parse(Specs.With("cell: lstm", $"cell: {word}")).Model.Cell);
    }

    [Fact]
    public void TheLargestSeedIsRead()
    {
        Assert.Equal(ulong.MaxValue, Specs.Parse(Specs.With("seed: 1\n", "seed: 18446744073709551615\n")).Seed);
    }

    [Fact]
    public void FractionsThatSumToOneInDecimalAreFine()
    {
        // In binary the sum of these is 1.0000000000000002.
        RunSpec spec = Specs.Parse(Specs.With("[0.8, 0.1, 0.1]", "[0.33, 0.56, 0.11]"));

        Assert.Equal(0.33, Assert.IsType<SplitTextSpec>(spec.Data.Corpus).Train);
    }

    [Fact]
    public void EveryExampleLoads()
    {
        string[] examples = [.. Directory.GetFiles(Repository.Examples, "*.yaml").Order(StringComparer.Ordinal)];

        Assert.Equal(
            ["gru", "ptb-small", "rnn", "shakespeare", "words"],
            examples.Select(RunSpecLoader.Load).Select(spec => spec.Name));
    }

    [Fact]
    public void TheExampleReadmeNamesEveryExample()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Examples, "README.md"));

        Assert.All(
            Directory.GetFiles(Repository.Examples, "*.yaml"),
            path => Assert.Contains($"]({Path.GetFileName(path)})", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void PathsOfAFileAreRelativeToItsFolder()
    {
        RunSpec spec = RunSpecLoader.Load(Path.Combine(Repository.Examples, "shakespeare.yaml"));

        Assert.Equal(
            Path.Combine(Repository.Root, "examples", "data", "tinyshakespeare", "input.txt"),
            Assert.IsType<SplitTextSpec>(spec.Data.Corpus).Path);
    }

    [Fact]
    public void FilesThatCannotBeSpecsAreNamed()
    {
        string folder = Directory.CreateTempSubdirectory("spec").FullName;
        try
        {
            string binary = Path.Combine(folder, "binary.yaml");
            File.WriteAllBytes(binary, [0x6e, 0xff, 0xfe]);
            string huge = Path.Combine(folder, "huge.yaml");
            File.WriteAllText(huge, new string('#', RunSpecLoader.LengthMaxBytes + 1));
            string absent = Path.Combine(folder, "absent.yaml");

            Assert.Equal(
                [
                    $"{absent}: no such file; expected a run spec, a YAML file",
                    $"{folder}: a folder; expected a run spec, a YAML file",
                    $"{binary}: not UTF-8 text; save the run spec as UTF-8",
                    $"{huge}: longer than 1048576 bytes; expected a run spec",
                ],
                new[] { absent, folder, binary, huge }.Select(
                    path => Assert.Throws<InputException>(() => RunSpecLoader.Load(path)).Message));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AByteOrderMarkDoesNotMatter()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("spec").FullName, "x.yaml");
        try
        {
            File.WriteAllText(path, Specs.Least, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

            Assert.Equal("least", RunSpecLoader.Load(path).Name);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
