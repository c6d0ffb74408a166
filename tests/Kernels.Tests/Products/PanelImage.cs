using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Products;

/// <summary>
/// All floats of a matrix in panels, padding and gaps included: two images that are equal prove that nothing was
/// written where nothing was to be written.
/// </summary>
internal static unsafe class PanelImage
{
    // Safety: the span covers exactly what the matrix has allocated, and every caller keeps the matrix alive.
    public static Span<float> Memory(Panels panels) => new(panels.Pointer, panels.PanelCount * panels.PanelStride);

    public static float[] Copy(Panels panels) => Memory(panels).ToArray();

    /// <summary>Where an element lies, stated once more without the code under test.</summary>
    public static int Index(Panels panels, int row, int column)
    {
        int blockPanels = (panels.BlockColumns + 15) / 16;
        int inner = column % panels.BlockColumns;
        int panel = (column / panels.BlockColumns * blockPanels) + (inner / 16);
        return (panel * panels.PanelStride) + (row * 16) + (inner % 16);
    }

    /// <summary>
    /// Accepts the padding columns of a row: they must be finite; the image takes over what they hold.
    /// </summary>
    public static void AcceptPadding(float[] image, Panels panels, int row)
    {
        for (int panel = 0; panel < panels.PanelCount; panel++)
        {
            int valid = Math.Min(16, panels.BlockColumns - (panel % panels.BlockPanels * 16));
            for (int lane = valid; lane < 16; lane++)
            {
                int index = (panel * panels.PanelStride) + (row * 16) + lane;
                image[index] = Memory(panels)[index];
                Assert.True(float.IsFinite(image[index]));
            }
        }
    }
}
