namespace RnnCluster.Learning.Evaluation;

/// <summary>How symbols are drawn from a model.</summary>
/// <param name="Temperature">Divides the logits; 0 takes the likeliest symbol.</param>
/// <param name="TopK">Draws from the K likeliest symbols only; 0 from all.</param>
/// <param name="Seed">Same seed, same text.</param>
public readonly record struct Sampling(double Temperature, int TopK, ulong Seed);
