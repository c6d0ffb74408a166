using System.Text;

namespace RnnCluster.TestKit.Tests;

/// <summary>The two judges judge each other: PyTorch's weights, PyTorch's loss, and the plain loops' loss.</summary>
public sealed class TorchCheckTests : IDisposable
{
    // 599 targets, longer than one call of the script, with a code point that takes two UTF-16 units.
    private const int Repetitions = 40;
    private const string Sentence = "ein Ton ä 𝄞 ist";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rnncluster-torch-");

    public void Dispose() => folder.Delete(recursive: true);

    [TorchFact]
    public void PyTorchAndThePlainNetworkAgreeOnTheLossOfAText()
    {
        string text = string.Concat(Enumerable.Repeat(Sentence, Repetitions));
        string textFile = Path.Combine(folder.FullName, "text");
        string weights = Path.Combine(folder.FullName, "weights.safetensors");
        File.WriteAllText(textFile, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Rune[] runes = [.. text.EnumerateRunes()];
        Rune[] vocabulary = [.. runes.Distinct().Order()];
        int[] tokens = [.. runes.Select(rune => Array.BinarySearch(vocabulary, rune))];

        foreach ((string cell, ReferenceCell kind, int embedding) in new[]
        {
            ("lstm", ReferenceCell.Lstm, 5),
            ("gru", ReferenceCell.Gru, 0),
            ("rnn-tanh", ReferenceCell.RnnTanh, 5),
            ("rnn-relu", ReferenceCell.RnnRelu, 5),
        })
        {
            TorchCheck.Export(weights, cell, vocabulary.Length, embedding, hidden: 7, layers: 2, seed: 3);
            (double loss, long targets) = TorchCheck.Evaluate(weights, textFile, cell);

            var parameters = ReferenceTensors.Read(weights).ToDictionary(each => each.Key, each => each.Value.Values);
            var network = new ReferenceNetwork(kind, parameters);
            double ours = network.Forward(tokens.AsSpan(..^1), tokens.AsSpan(1..), network.ZeroState(batch: 1)).LossSum;
            Assert.Equal(tokens.Length - 1, targets);
            Assert.Equal(ours / targets, loss, 1e-12);
        }
    }
}
