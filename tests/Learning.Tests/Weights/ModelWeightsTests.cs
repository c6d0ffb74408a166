using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Learning.Weights;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Weights;

public sealed class ModelWeightsTests : IDisposable
{
    private static readonly ModelOptions Untied = new(19, 7, CellKind.Gru, 7, 2, 0, false, null);
    private static readonly ModelOptions Tied = Untied with { Tied = true };

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-model-").FullName;

    private string File => Path.Combine(folder, "model.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AModelThatWasSavedComesBackBitForBit(bool isTied)
    {
        ModelOptions options = isTied ? Tied : Untied;
        float[] saved = Save(options);
        LanguageModel model = Other(options);
        Assert.NotEqual(saved, Values(model));
        ModelWeights.Load(File, model);
        Assert.Equal(saved, Values(model));
    }

    [Fact]
    public void ATiedModelIsWrittenUnderBothNames()
    {
        float[] saved = Save(Tied);
        LanguageModel model = Other(Untied);
        ModelWeights.Load(File, model);
        Parameter decoder = model.Layout.Parameters.Single(parameter => parameter.Name == "decoder.weight");
        Assert.Equal(saved[..decoder.Length], decoder.Of(model.Parameters.Span).ToArray());
        Assert.Equal(saved[..decoder.Length], Values(model)[..decoder.Length]);
    }

    [Fact]
    public void AHeadThatDiffersFromATiedTableIsRefused()
    {
        Save(Untied);
        AssertRefused(
            Tied,
            "tensor 'decoder.weight' differs from 'encoder.weight', but the model ties the two; set model.tied to "
            + "false in the spec, or give a file of a tied model");
    }

    [Fact]
    public void AFileOfAnotherModelIsRefused()
    {
        Save(Untied);
        AssertRefused(
            Untied with { Hidden = 8 }, "tensor 'rnn.weight_ih_l0' has shape [21, 7], the model needs [24, 7]");
        AssertRefused(
            Untied with { Cell = CellKind.Lstm },
            "tensor 'rnn.weight_ih_l0' has shape [21, 7], the model needs [28, 7]");
        AssertRefused(
            Untied with { Vocabulary = 20 }, "tensor 'encoder.weight' has shape [19, 7], the model needs [20, 7]");
        AssertRefused(Untied with { Layers = 3 }, "tensor 'rnn.weight_ih_l2' [21, 7] is missing");
        AssertRefused(
            Untied with { Layers = 1 },
            "tensor 'rnn.weight_ih_l1' [21, 7] does not belong to this model; the spec must describe the model that "
            + "the file was made with");
    }

    [Fact]
    public void TheStateOfAnotherModelIsNotWritten()
    {
        using var team = new ComputeTeam(1);
        StateImage image = ReplicaImage.Of(TinyRun.Replica(team, TinyRun.Plan()), "run");
        Assert.Throws<InputException>(() => ModelWeights.Save(File, Untied, image));
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    /// <summary>A refused file leaves the model as it was.</summary>
    private void AssertRefused(ModelOptions options, string message)
    {
        LanguageModel model = Other(options);
        float[] before = Values(model);
        Assert.Equal($"{File}: {message}", Assert.Throws<InputException>(() => ModelWeights.Load(File, model)).Message);
        Assert.Equal(before, Values(model));
    }

    private float[] Save(ModelOptions options)
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan() with { Model = options });
        ModelWeights.Save(File, options, ReplicaImage.Of(replica, "run"));
        return Values(replica.Model);
    }

    private static LanguageModel Other(ModelOptions options)
    {
        var model = new LanguageModel(options, 1, 1, 1);
        Initializer.Initialize(model, 99);
        return model;
    }

    private static float[] Values(LanguageModel model) => model.Parameters.Span.ToArray();
}
