namespace RnnCluster.Shared;

/// <summary>
/// Philox4x32-10, a counter-based random function: four words in, four words out, no state. Every random decision of
/// a run is this function at the decision's coordinates, so it does not matter who asks, in which order, or how often.
/// </summary>
/// <remarks>Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.</remarks>
public static class Philox
{
    /// <summary>How many rounds the function runs.</summary>
    public const int Rounds = 10;

    /// <summary>Multiplier of the first counter word.</summary>
    public const uint Multiplier0 = 0xD2511F53;

    /// <summary>Multiplier of the third counter word.</summary>
    public const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Added to the first key word after each round.</summary>
    public const uint Weyl0 = 0x9E3779B9;

    /// <summary>Added to the second key word after each round.</summary>
    public const uint Weyl1 = 0xBB67AE85;

    /// <summary>Evaluates the function.</summary>
    /// <param name="key">Which stream: the run's seed and the purpose, see <see cref="Key"/>.</param>
    /// <param name="counter">Which coordinates within the stream.</param>
    /// <returns>Four uniform 32-bit words.</returns>
    public static PhiloxWords Compute(PhiloxKey key, PhiloxWords counter)
    {
        (uint x0, uint x1, uint x2, uint x3) = counter;
        (uint k0, uint k1) = key;
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = (
                (uint)(product1 >> 32) ^ x1 ^ k0,
                (uint)product1,
                (uint)(product0 >> 32) ^ x3 ^ k1,
                (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new PhiloxWords(x0, x1, x2, x3);
    }

    /// <summary>The key of a run's stream: both halves of the seed, the purpose mixed into the second.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    public static PhiloxKey Key(ulong seed, RandomPurpose purpose) =>
        new((uint)seed, (uint)(seed >> 32) ^ ((uint)purpose * 0x85EBCA6B));

    /// <summary>A double in [0, 1) with 53 random bits, from two words.</summary>
    /// <param name="high">Gives the leading 27 bits.</param>
    /// <param name="low">Gives the trailing 26 bits.</param>
    public static double Uniform(uint high, uint low) =>
        (((ulong)(high >> 5) << 26) | (low >> 6)) * (1.0 / (1UL << 53));
}
