namespace RnnCluster.Neural.Models;

/// <summary>What a language model is made of.</summary>
/// <param name="Vocabulary">V, the number of symbols.</param>
/// <param name="Embedding">E, the width of the embedding; 0 feeds the symbols as one-hot vectors of width V.</param>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="Hidden">H, the width of each layer.</param>
/// <param name="Layers">How many recurrent layers are stacked, at least 1.</param>
/// <param name="Dropout">Probability that an element between two layers is dropped in training, 0 .. below 1.</param>
/// <param name="Tied">Whether the head's weights are the embedding table; needs E = H.</param>
/// <param name="InitialUniform">
/// a of uniform(-a, a) for every parameter; null for PyTorch's defaults: normal(0, 1) for the embedding,
/// uniform(-1/sqrt(H), 1/sqrt(H)) for recurrent layers and head.
/// </param>
public sealed record ModelOptions(
    int Vocabulary,
    int Embedding,
    CellKind Cell,
    int Hidden,
    int Layers,
    double Dropout,
    bool Tied,
    double? InitialUniform)
{
    /// <summary>Width of what enters the first recurrent layer.</summary>
    public int InputWidth => Embedding == 0 ? Vocabulary : Embedding;
}
