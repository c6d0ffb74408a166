using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>
/// The digest of docs/numerics.md in plain loops, of vectors at rest: what an update says that it wrote must be this.
/// </summary>
public static class ReferenceDigest
{
    private const int BlockFloats = 4096;
    private const int Lanes = 16;

    /// <summary>The digest of each block of a state's vectors.</summary>
    /// <param name="vectors">The parameters, then the moments that there are; all of one length.</param>
    public static UInt128[] Blocks(params float[][] vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        int blocks = (vectors[0].Length + BlockFloats - 1) / BlockFloats;
        return [.. Enumerable.Range(0, blocks).Select(block => Block(block, vectors))];
    }

    private static UInt128 Block(int block, float[][] vectors)
    {
        var state = default(PhiloxWords);
        foreach (float[] vector in vectors)
        {
            uint[] words = Absorb(vector.Skip(block * BlockFloats).Take(BlockFloats));
            for (int at = 0; at < words.Length; at += 4)
            {
                state = Philox.Compute(
                    new PhiloxKey(0x524E4E43, 0x44494745),
                    new PhiloxWords(
                        state.X0 ^ words[at],
                        state.X1 ^ words[at + 1],
                        state.X2 ^ words[at + 2],
                        state.X3 ^ words[at + 3]));
            }
        }

        return ((UInt128)state.X0 << 96) | ((UInt128)state.X1 << 64) | ((UInt128)state.X2 << 32) | state.X3;
    }

    /// <summary>Of each lane a, then of each lane b; a row of lanes that is not full ends with +0.</summary>
    private static uint[] Absorb(IEnumerable<float> values)
    {
        uint[] words = [.. Enumerable.Range(0, 2 * Lanes).Select(word => (uint)(word + 1) * 0x85EBCA6B)];
        foreach (float[] row in values.Chunk(Lanes))
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                uint bits = lane < row.Length ? BitConverter.SingleToUInt32Bits(row[lane]) : 0;
                uint a = (words[lane] + bits) * 0x9E3779B1;
                words[lane] = a ^ (a >> 15);
                words[Lanes + lane] += words[lane];
            }
        }

        return words;
    }
}
