using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Evaluation;

/// <summary>
/// Draws symbols one by one, each from the model's distribution after all before it. The n-th draw is a function of
/// (seed, n), so the same parameters give the same text everywhere.
/// </summary>
public sealed class Generator
{
    private readonly LanguageModel model;
    private readonly Sampling sampling;
    private readonly PhiloxKey key;
    private readonly Window window;
    private readonly float[] logits;
    private readonly int[] order;
    private readonly double[] weights;
    private uint draws;

    /// <summary>Prepares to generate from the zero state.</summary>
    /// <param name="model">The model with packed parameters; its workspace is used.</param>
    /// <param name="sampling">How symbols are drawn.</param>
    public Generator(LanguageModel model, Sampling sampling)
    {
        ArgumentNullException.ThrowIfNull(model);
        Ensure.That(sampling.Temperature >= 0 && double.IsFinite(sampling.Temperature) && sampling.TopK >= 0);
        this.model = model;
        this.sampling = sampling;
        key = Philox.Key(sampling.Seed, RandomPurpose.Sampling);
        var states = new AlignedFloats(model.StateLength);
        window = new Window(new ShardRows(1, [0, 1]), [0], model.Options.Vocabulary)
        {
            StateBefore = states,
            StateAfter = states,
            StartsFromZero = true,
        };
        logits = new float[model.Options.Vocabulary];
        order = new int[logits.Length];
        weights = new double[logits.Length];
    }

    /// <summary>Lets the model read a symbol.</summary>
    /// <param name="symbol">A symbol of the vocabulary.</param>
    public void Feed(int symbol)
    {
        window.Inputs[0] = symbol;
        model.Forward(window, new RowRange(0, 1));
        model.Logits.GetRow(0, logits);
        window.StartsFromZero = false;
    }

    /// <summary>Draws the next symbol; the caller feeds it if it wants to go on.</summary>
    public int Draw()
    {
        PhiloxWords words = Philox.Compute(key, new PhiloxWords(draws++, 0, 0, 0));
        for (int symbol = 0; symbol < order.Length; symbol++)
        {
            order[symbol] = symbol;
        }

        // Likeliest first; equal logits by symbol, so that the order is the same everywhere.
        Array.Sort(order, (left, right) =>
        {
            int byLogit = logits[right].CompareTo(logits[left]);
            return byLogit != 0 ? byLogit : left.CompareTo(right);
        });
        if (sampling.Temperature == 0)
        {
            return order[0];
        }

        int candidates = sampling.TopK == 0 ? order.Length : Math.Min(sampling.TopK, order.Length);
        double sum = 0;
        for (int rank = 0; rank < candidates; rank++)
        {
            double exponent = ((double)logits[order[rank]] - logits[order[0]]) / sampling.Temperature;
            sum += DoubleFunctions.Exp(exponent);
            weights[rank] = sum;
        }

        double threshold = Philox.Uniform(words.X0, words.X1) * sum;
        int drawn = 0;
        while (drawn < candidates - 1 && weights[drawn] <= threshold)
        {
            drawn++;
        }

        return order[drawn];
    }
}
