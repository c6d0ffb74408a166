namespace RnnCluster.Kernels.Tests.Lanes;

/// <summary>The operations of ILanes. The first group rounds or compares floats, the second moves bits.</summary>
internal enum LaneOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FusedMultiplyAdd,
    Sqrt,
    GreaterThan,

    Select,
    And,
    Or,
    Xor,
    AddBits,
    SubtractBits,
    MultiplyBitsLow,
    MultiplyBitsHigh,
    ShiftLeft,
    ShiftRightLogical,
    GreaterThanBits,
    Broadcast,
    BroadcastBits,
}
