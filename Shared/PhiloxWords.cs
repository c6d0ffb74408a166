namespace RnnCluster.Shared;

/// <summary>
/// Four 32-bit words: a counter that goes into <see cref="Philox"/>, or the random words that come out.
/// </summary>
/// <param name="X0">First word.</param>
/// <param name="X1">Second word.</param>
/// <param name="X2">Third word.</param>
/// <param name="X3">Fourth word.</param>
public readonly record struct PhiloxWords(uint X0, uint X1, uint X2, uint X3);
