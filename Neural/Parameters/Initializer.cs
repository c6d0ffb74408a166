using RnnCluster.Kernels.Functions;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Parameters;

/// <summary>
/// Initial parameters. Each pair of elements is a function of (seed, parameter, pair), computed in double with
/// functions of our own and rounded once, so that every machine starts from the same bits.
/// </summary>
public static class Initializer
{
    /// <summary>Fills the parameters of a model.</summary>
    /// <param name="model">The model whose parameters are overwritten.</param>
    /// <param name="seed">The run's seed.</param>
    /// <remarks>
    /// PyTorch's defaults: <c>nn.Embedding</c> draws from normal(0, 1); <c>nn.LSTM</c>, <c>nn.GRU</c> and <c>nn.RNN</c>
    /// from uniform(-1/sqrt(H), 1/sqrt(H)); <c>nn.Linear</c> from uniform(-1/sqrt(in), 1/sqrt(in)), in = H here.
    /// </remarks>
    public static void Initialize(LanguageModel model, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        PhiloxKey key = Philox.Key(seed, RandomPurpose.Initialization);
        double bound = model.Options.InitialUniform ?? (1.0 / Math.Sqrt(model.Options.Hidden));
        for (int index = 0; index < model.Layout.Parameters.Count; index++)
        {
            Parameter parameter = model.Layout.Parameters[index];
            Span<float> values = parameter.Of(model.Parameters.Span);
            bool isNormal = model.Options.InitialUniform is null && parameter.Name == "encoder.weight";
            for (int pair = 0; pair < (values.Length + 1) / 2; pair++)
            {
                PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)pair, (uint)index, 0, 0));
                double u = Philox.Uniform(words.X0, words.X1);
                double v = Philox.Uniform(words.X2, words.X3);
                (double first, double second) = isNormal ? Normal(u, v) : (Spread(u, bound), Spread(v, bound));
                values[2 * pair] = (float)first;
                if ((2 * pair) + 1 < values.Length)
                {
                    values[(2 * pair) + 1] = (float)second;
                }
            }
        }
    }

    private static double Spread(double uniform, double bound) => ((2 * uniform) - 1) * bound;

    /// <summary>Two independent standard normal numbers from two uniform ones (Box and Muller, 1958).</summary>
    private static (double First, double Second) Normal(double u, double v)
    {
        double radius = Math.Sqrt(-2 * DoubleFunctions.Log(1 - u));
        double angle = 2 * Math.PI * v;
        double shifted = angle < Math.PI / 2 ? angle + (3 * Math.PI / 2) : angle - (Math.PI / 2);
        return (radius * DoubleFunctions.Cos(angle), radius * DoubleFunctions.Cos(shifted));
    }
}
