namespace RnnCluster.Kernels.Lanes;

/// <summary>The registers that this process computes with. The choice changes the speed, never a bit.</summary>
public enum LaneKind
{
    /// <summary>Plain floats: no vector instructions.</summary>
    Scalar,

    /// <summary>128-bit registers with an emulated fused multiply-add.</summary>
    Vector128,

    /// <summary>128-bit registers of an Arm64 with its fused multiply-add.</summary>
    AdvSimd,

    /// <summary>256-bit registers with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit registers.</summary>
    Avx512,
}
