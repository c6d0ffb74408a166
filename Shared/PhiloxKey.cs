namespace RnnCluster.Shared;

/// <summary>The key of a <see cref="Philox"/> stream.</summary>
/// <param name="K0">First word.</param>
/// <param name="K1">Second word.</param>
public readonly record struct PhiloxKey(uint K0, uint K1);
