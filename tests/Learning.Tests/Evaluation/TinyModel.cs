using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Evaluation;

/// <summary>Small models with packed parameters.</summary>
internal static class TinyModel
{
    public const int Vocabulary = 13;

    /// <summary>An LSTM with everything on, dropout too.</summary>
    public static readonly ModelOptions Options = new(Vocabulary, 6, CellKind.Lstm, 20, 2, 0.5, false, 0.7);

    /// <summary>A model with random parameters.</summary>
    public static LanguageModel Random(int steps, int rows)
    {
        var model = new LanguageModel(Options, steps, rows, rows);
        Initializer.Initialize(model, 11);
        return Packed(model);
    }

    /// <summary>A model whose logits are the same whatever it reads.</summary>
    public static LanguageModel Constant(int steps, int rows, params float[] logits)
    {
        var model = new LanguageModel(Options with { Vocabulary = logits.Length }, steps, rows, rows);
        logits.CopyTo(model.Layout.Parameters[^1].Of(model.Parameters.Span));
        return Packed(model);
    }

    /// <summary>The plain double forward over the same parameters.</summary>
    public static ReferenceNetwork Plain(LanguageModel model) => new(
        ReferenceCell.Lstm,
        model.Layout.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Of(model.Parameters.Span).ToArray().Select(value => (double)value).ToArray()));

    /// <summary>Symbols without a pattern that lanes could share.</summary>
    public static int[] Tokens(int count) =>
        [.. Enumerable.Range(0, count).Select(index => ((index * index * 7) + (index / 3)) % Vocabulary)];

    private static LanguageModel Packed(LanguageModel model)
    {
        for (int task = 0; task < model.PackTasks; task++)
        {
            model.Pack(task);
        }

        return model;
    }
}
