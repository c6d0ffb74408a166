using RnnCluster.Data;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Evaluation;

/// <summary>
/// What a model writes of its own accord, from the first symbol of its training data on, symbol by symbol: a long one
/// of a large model takes seconds.
/// </summary>
public sealed class SampleText
{
    /// <summary>Of the samples that people are shown: below 1, so that what is likely comes more often.</summary>
    public const double Temperature = 0.8;

    private readonly Corpus corpus;
    private readonly Generator generator;
    private readonly int[] symbols;
    private int count;

    /// <summary>A sample of which no symbol is drawn yet.</summary>
    /// <param name="model">The model with packed parameters; its workspace is used.</param>
    /// <param name="corpus">Its data.</param>
    /// <param name="length">How many symbols, at least 1.</param>
    /// <param name="seed">Of the draws.</param>
    public SampleText(LanguageModel model, Corpus corpus, int length, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        Ensure.That(length > 0);
        this.corpus = corpus;
        generator = new Generator(model, new Sampling(Temperature, TopK: 0, seed));
        symbols = new int[length];
    }

    /// <summary>The symbols drawn so far, as text.</summary>
    public string Text => corpus.Tokenizer.Decode(symbols.AsSpan(0, count));

    /// <summary>Draws one more symbol.</summary>
    /// <returns>False if there was none left to draw.</returns>
    public bool Advance()
    {
        if (count == symbols.Length)
        {
            return false;
        }

        generator.Feed(count == 0 ? corpus.Training.Span[0] : symbols[count - 1]);
        symbols[count++] = generator.Draw();
        return true;
    }
}
