using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Products;

/// <summary>The largest tile for a register width: as many accumulators as leave room for the operands.</summary>
internal static class TileShape<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>
    /// Rows of a tile. 512 bits: 8 rows x 3 vectors = 24 of 32 registers. 256 bits: 6 x 2 = 12 of 16. 128 bits: 6 x 4 =
    /// 24 of Arm64's 32, and 3 x 4 = 12 of the 16 of an x86 without AVX.
    /// </summary>
    public static int Rows => TLanes.Count switch
    {
        16 => 8,
        8 => 6,
        _ => LaneSelection.Current == LaneKind.AdvSimd ? 6 : 3,
    };

    /// <summary>Panels of a tile.</summary>
    public static int Panels => TLanes.Count == 16 ? 3 : 1;

    /// <summary>Registers per panel.</summary>
    public static int PanelVectors => Memory.Panels.Width / TLanes.Count;

    /// <summary>
    /// From one register's columns to the next one's: the next panel, or further along the same line.
    /// </summary>
    public static nint VectorStride(Memory.Panels panels) => TLanes.Count == 16 ? panels.PanelStride : TLanes.Count;
}
