using System.Text.Json;
using RnnCluster.TestKit;
using RnnCluster.TestKit.Tests;

namespace RnnCluster.Cli.Tests.Torch;

/// <summary>Weights go both ways between the command line and PyTorch, and both sides see the same loss.</summary>
public sealed class TorchAgreementTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TorchFact]
    public void WeightsOfPyTorchHavePyTorchsLoss()
    {
        string part = Part();
        string weights = folder.At("torch.safetensors");
        foreach (string cell in new[] { "lstm", "gru", "rnn-tanh", "rnn-relu" })
        {
            TorchCheck.Export(weights, cell, vocabulary: 58, embedding: 12, hidden: 24, layers: 2, seed: 11);
            (double loss, long targets) = TorchCheck.Evaluate(weights, part, cell, folder.Text);
            JsonElement ours = Answer.Done(
                "evaluate", "--spec", folder.Spec(cell), "--weights", weights, "--data", part, "--json").Json;
            Assert.Equal(targets, ours.GetProperty("targets").GetInt64());
            Assert.Equal(loss, ours.GetProperty("loss").GetDouble(), Tolerance);
        }
    }

    [TorchFact]
    public void TrainedWeightsHaveTheSameLossInPyTorch()
    {
        string part = Part();
        foreach (string cell in new[] { "lstm", "gru", "rnn-tanh", "rnn-relu" })
        {
            string output = folder.At(cell);
            string weights = folder.At($"{cell}.safetensors");
            Answer.Done("train", folder.Spec(cell), "--out", output);
            Answer.Done("export", output, "--out", weights);
            JsonElement ours = Answer.Done("evaluate", output, "--data", part, "--json").Json;
            (double loss, long targets) = TorchCheck.Evaluate(weights, part, cell, folder.Text);
            Assert.Equal(targets, ours.GetProperty("targets").GetInt64());
            Assert.Equal(loss, ours.GetProperty("loss").GetDouble(), Tolerance);
        }
    }

    private string Part() => folder.Write("part.txt", File.ReadAllText(folder.Text)[^5000..]);
}
