using System.Diagnostics;
using System.Globalization;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Watching;

/// <summary>A model in a few words.</summary>
internal static class ModelText
{
    /// <summary>Such as <c>lstm, 2 layers of 256, embedding 64, dropout 0.1</c>.</summary>
    public static string Of(ModelSpec model)
    {
        string cell = model.Cell switch
        {
            CellKind.Lstm => "lstm",
            CellKind.Gru => "gru",
            CellKind.RnnTanh => "rnn-tanh",
            CellKind.RnnRelu => "rnn-relu",
            _ => throw new UnreachableException(),
        };
        string layers = model.Layers == 1 ? "1 layer" : $"{model.Layers} layers";
        string input = model.Embedding is { } width ? $"embedding {width}" : "one-hot input";
        string dropout = model.Dropout > 0
            ? string.Create(CultureInfo.InvariantCulture, $", dropout {model.Dropout}")
            : "";
        return $"{cell}, {layers} of {model.Hidden}, {input}{dropout}{(model.Tied ? ", tied" : "")}";
    }
}
