using RnnCluster.Data;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Evaluation;

/// <summary>What a model writes of its own accord, from the first symbol of its training data on.</summary>
public static class SampleText
{
    /// <summary>Of the samples that people are shown: below 1, so that what is likely comes more often.</summary>
    public const double Temperature = 0.8;

    /// <summary>Draws a text.</summary>
    /// <param name="model">The model with packed parameters; its workspace is used.</param>
    /// <param name="corpus">Its data.</param>
    /// <param name="length">How many symbols.</param>
    /// <param name="seed">Of the draws.</param>
    public static string Draw(LanguageModel model, Corpus corpus, int length, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        Ensure.That(length > 0);
        var generator = new Generator(model, new Sampling(Temperature, TopK: 0, seed));
        int[] symbols = new int[length];
        int symbol = corpus.Training.Span[0];
        for (int index = 0; index < length; index++)
        {
            generator.Feed(symbol);
            symbol = generator.Draw();
            symbols[index] = symbol;
        }

        return corpus.Tokenizer.Decode(symbols);
    }
}
