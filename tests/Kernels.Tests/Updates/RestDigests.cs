using RnnCluster.Kernels.Updates;
using RnnCluster.TestKit;

namespace RnnCluster.Kernels.Tests.Updates;

/// <summary>Digests of vectors at rest, in the kernels' type.</summary>
internal static class RestDigests
{
    public static Digest128[] Of(params float[][] vectors) =>
        [.. ReferenceDigest.Blocks(vectors).Select(block => new Digest128((ulong)(block >> 64), (ulong)block))];
}
