using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>A slice of one node's sum, on its way into the reduction.</summary>
/// <param name="Node">The subtree of shards.</param>
/// <param name="Encoding">How the bytes are to be read.</param>
/// <param name="Payload">The bytes; only read.</param>
public readonly record struct SliceTerm(TreeNode Node, SliceEncoding Encoding, Payload Payload);
