using RnnCluster.Kernels.Memory;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// Cuts a matrix's panels into tasks that never reach from one block into the next. A chunk of 16 panels (256 columns)
/// is coarse enough to reuse what it reads and fine enough to keep a team busy.
/// </summary>
internal readonly struct PanelChunks(Panels matrix)
{
    private const int ChunkPanels = 16;

    /// <summary>How many chunks there are.</summary>
    public int Count => matrix.Blocks * PerBlock;

    private int PerBlock => (matrix.BlockPanels + ChunkPanels - 1) / ChunkPanels;

    /// <summary>A chunk's block, its first panel and how many panels it has.</summary>
    public (int Block, int First, int Panels) this[int chunk]
    {
        get
        {
            (int block, int inner) = Math.DivRem(chunk, PerBlock);
            int first = inner * ChunkPanels;
            int panels = Math.Min(ChunkPanels, matrix.BlockPanels - first);
            return (block, (block * matrix.BlockPanels) + first, panels);
        }
    }
}
