using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests;

/// <summary>Matrices of reproducible values, copies and comparisons.</summary>
internal static class TestPanels
{
    /// <summary>A value between -scale and scale, from its coordinates alone.</summary>
    public static float Value(int seed, int index, float scale = 1)
    {
        PhiloxWords words = Philox.Compute(new PhiloxKey((uint)seed, 7), new PhiloxWords((uint)index, 0, 0, 0));
        return (float)(((2 * Philox.Uniform(words.X0, words.X1)) - 1) * scale);
    }

    public static Panels Random(int rows, int blocks, int blockColumns, int seed, float scale)
    {
        var panels = new Panels(rows, blocks, blockColumns);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < panels.Columns; column++)
            {
                panels[row, column] = Value(seed, (row * panels.Columns) + column, scale);
            }
        }

        return panels;
    }

    public static Panels Copy(Panels source)
    {
        var copy = new Panels(source.Rows, source.Blocks, source.BlockColumns);
        for (int panel = 0; panel < source.PanelCount; panel++)
        {
            source.RowsOf(panel, 0, source.Rows).CopyTo(copy.RowsOf(panel, 0, source.Rows));
        }

        return copy;
    }

    /// <summary>All bits, padding included.</summary>
    public static uint[] Bits(params Panels[] matrices)
    {
        var bits = new List<uint>();
        foreach (Panels panels in matrices)
        {
            for (int panel = 0; panel < panels.PanelCount; panel++)
            {
                foreach (float value in panels.RowsOf(panel, 0, panels.Rows))
                {
                    bits.Add(BitConverter.SingleToUInt32Bits(value));
                }
            }
        }

        return [.. bits];
    }

    public static void AssertClose(double expected, float actual, double relative, double absolute, string what) =>
        Assert.True(
            Math.Abs(actual - expected) <= (relative * Math.Abs(expected)) + absolute,
            $"{what}: {actual:R}, not {expected:R}");
}
