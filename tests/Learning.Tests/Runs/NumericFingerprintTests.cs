using RnnCluster.Learning.Runs;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Runs;

public sealed class NumericFingerprintTests
{
    /// <summary>To be changed together with <see cref="Numerics.Version"/> alone, as the golden hashes are.</summary>
    private const ulong OfVersion1 = 0xE36527DD34ECAAC9;

    [Fact]
    public void EveryCorrectMachineHasTheSameFingerprint()
    {
        Assert.Equal(1, Numerics.Version);
        Assert.Equal($"{OfVersion1:x16}", $"{NumericFingerprint.Compute():x16}");
        Assert.Equal(OfVersion1, NumericFingerprint.Compute());
    }
}
