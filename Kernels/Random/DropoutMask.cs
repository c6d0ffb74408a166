#pragma warning disable IDE0011
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;
namespace RnnCluster.Kernels.Random;
/// <summary>tmp</summary>
public static class DropoutMask
{
    /// <summary>tmp</summary>
    public static void Apply(Panels source, int first, Panels destination, int dfirst, PhiloxKey key, uint step, int site, float p, int steps, int rowsPerStep, int firstRow, ReadOnlySpan<int> globalRows)
    {
        uint threshold = (uint)(p * 4294967296.0); float scale = (float)(1.0 / (1.0 - p));
        for (int t = 0; t < steps; t++) for (int r = 0; r < globalRows.Length; r++) for (int c = 0; c < source.Columns; c++)
        {
            var w = Philox.Compute(key, new PhiloxWords(step, (uint)globalRows[r], ((uint)site << 20) | (uint)t, (uint)((c / 64 * 16) + (c % 16))));
            uint x = ((c / 16) % 4) switch { 0 => w.X0, 1 => w.X1, 2 => w.X2, _ => w.X3 };
            int row = (t * rowsPerStep) + firstRow + r;
            destination[dfirst + row, c] = x >= threshold ? source[first + row, c] * scale : 0;
        }
    }
}
