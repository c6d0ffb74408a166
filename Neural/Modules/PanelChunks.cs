using RnnCluster.Kernels.Memory;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// Cuts a matrix's panels into tasks that never reach from one block into the next: coarse enough to reuse what they
/// read, and enough of them to keep a team busy, also where a small layer has but one block.
/// </summary>
internal readonly struct PanelChunks(Panels matrix)
{
    /// <summary>16 panels, 256 columns: larger chunks reuse no more.</summary>
    private const int ChunkPanelsMax = 16;

    /// <summary>Below 4 panels a task costs more than a free member gains (3 % of a step with 2 panels).</summary>
    private const int ChunkPanelsMin = 4;

    /// <summary>A matrix has at least so many chunks, unless they would be smaller than this permits.</summary>
    private const int CountMin = 8;

    /// <summary>How many chunks there are.</summary>
    public int Count => matrix.Blocks * PerBlock;

    private int ChunkPanels => Math.Clamp(matrix.PanelCount / CountMin, ChunkPanelsMin, ChunkPanelsMax);

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
