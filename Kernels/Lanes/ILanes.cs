namespace RnnCluster.Kernels.Lanes;

/// <summary>
/// One register's worth of floats. Kernels are written once against this interface and compiled once per width, so
/// that every machine performs the same operations on the same elements in the same order. All members are exact
/// IEEE 754 operations or bit operations: nothing here may depend on the CPU.
/// </summary>
/// <remarks>
/// The integer members treat the same register as unsigned 32-bit lanes. <c>Mask</c> results have all bits of a lane
/// set or none.
/// </remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Floats per register: 4, 8 or 16. Divides the panel width.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract void Store(TSelf value, float* destination);

    static abstract TSelf Broadcast(float value);

    static abstract TSelf BroadcastBits(uint bits);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Mask of the lanes where left is greater; false where either is NaN.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>Bits of <paramref name="yes"/> where the mask is set, else of <paramref name="no"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    static abstract TSelf And(TSelf left, TSelf right);

    static abstract TSelf Or(TSelf left, TSelf right);

    static abstract TSelf Xor(TSelf left, TSelf right);

    static abstract TSelf AddBits(TSelf left, TSelf right);

    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    /// <summary>Low 32 bits of the product of the unsigned lanes.</summary>
    static abstract TSelf MultiplyBitsLow(TSelf left, TSelf right);

    /// <summary>High 32 bits of the product of the unsigned lanes.</summary>
    static abstract TSelf MultiplyBitsHigh(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft(TSelf value, int bits);

    static abstract TSelf ShiftRightLogical(TSelf value, int bits);

    /// <summary>Mask of the lanes whose bits, read as unsigned integers, are greater.</summary>
    static abstract TSelf GreaterThanBits(TSelf left, TSelf right);

    /// <summary>
    /// At every 16th place before the end: values[i] *= scale and lanes[i] += (double)values[i] * values[i]. The
    /// product is exact, so it does not matter whether it is fused.
    /// </summary>
    static abstract void ScaleAndSquare(TSelf scale, float* values, float* end, double* lanes);
}
