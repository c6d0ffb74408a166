namespace RnnCluster.Kernels.Products;

/// <summary>A subtree of shards, by positions in a <see cref="ShardRows"/>.</summary>
/// <param name="First">Position of its first shard.</param>
/// <param name="Count">How many shards it sums, a power of two.</param>
public readonly record struct ShardNode(int First, int Count);
