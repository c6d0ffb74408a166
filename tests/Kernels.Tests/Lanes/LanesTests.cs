using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests.Lanes;

public sealed class LanesTests
{
    /// <summary>
    /// Zeros, subnormals, ones, extremes, infinities, NaNs; the edges of the integers are among them.
    /// </summary>
    private static readonly uint[] SpecialBits =
    [
        0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007FFFFF, 0x00800000, 0x80800000, 0x3F800000,
        0xBF800000, 0x3F7FFFFF, 0x3F800001, 0x33800000, 0x40490FDB, 0xC0490FDB, 0x0D800000, 0x7F7FFFFF,
        0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC12345, 0x7FFFFFFF, 0xFFFFFFFF, 0x0000FFFF,
    ];

    public static TheoryData<string> Operations => [.. Enum.GetNames<LaneOperation>().Where(
        name => !name.StartsWith(nameof(LaneOperation.Broadcast), StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Operations))]
    public void EveryWidthDoesWhatTheScalarSays(string name)
    {
        LaneOperation operation = Enum.Parse<LaneOperation>(name);
        (uint[] a, uint[] b, uint[] c) = Operands();
        bool isShift = operation is LaneOperation.ShiftLeft or LaneOperation.ShiftRightLogical;
        for (int shift = 0; shift < (isShift ? 32 : 1); shift++)
        {
            foreach (LaneKind kind in LaneKinds.Supported)
            {
                uint[] actual = LaneProbe.Run(kind, operation, a, b, c, shift);
                for (int index = 0; index < a.Length; index++)
                {
                    uint expected = LaneScalar.Compute(operation, a[index], b[index], c[index], shift);
                    Assert.True(
                        actual[index] == expected || AreNaN(operation, actual[index], expected),
                        $"{kind} {name}({a[index]:X8}, {b[index]:X8}, {c[index]:X8}; {shift}) is " +
                        $"{actual[index]:X8}, expected {expected:X8}");
                }
            }
        }
    }

    [Theory]
    [InlineData(nameof(LaneOperation.Broadcast))]
    [InlineData(nameof(LaneOperation.BroadcastBits))]
    public void ABroadcastFillsEveryLane(string name)
    {
        foreach (uint bits in SpecialBits)
        {
            uint[] same = new uint[16];
            Array.Fill(same, bits);
            foreach (LaneKind kind in LaneKinds.Supported)
            {
                Assert.Equal(same, LaneProbe.Run(kind, Enum.Parse<LaneOperation>(name), same, same, same, 0));
            }
        }
    }

    [Fact]
    public unsafe void LoadAndStoreTakeAnyAddress()
    {
        float[] source = [.. Enumerable.Range(0, 64).Select(index => (float)index)];
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            float[] destination = new float[64];
            fixed (float* from = source, to = destination)
            {
                var copy = new Copy { From = from + 3, To = to + 5 };
                LaneDispatch.Invoke(ref copy, kind);
            }

            Assert.Equal(source[3..19], destination[5..21]);
            Assert.All(destination[..5].Concat(destination[21..]), value => Assert.Equal(0f, value));
        }
    }

    [Fact]
    public void ASwitchThatTakesLanesAwayIsObeyed()
    {
        LaneKind widest =
            IsOff("DOTNET_EnableHWIntrinsic") ? LaneKind.Scalar :
            IsOff("DOTNET_EnableAVX2") ? LaneKind.Vector128 :
            IsOff("DOTNET_EnableAVX512") ? LaneKind.Avx2 :
            LaneKind.Avx512;
        Assert.True(LaneSelection.Current <= widest, $"{LaneSelection.Current} in spite of the switches");
        Assert.Equal(LaneSelection.Current, LaneKinds.Supported[^1]);
    }

    private static bool IsOff(string name) => Environment.GetEnvironmentVariable(name) == "0";

    private static bool AreNaN(LaneOperation operation, uint left, uint right) =>
        operation < LaneOperation.GreaterThan &&
        float.IsNaN(BitConverter.UInt32BitsToSingle(left)) && float.IsNaN(BitConverter.UInt32BitsToSingle(right));

    /// <summary>All triples of special values, then as many random ones.</summary>
    private static (uint[] A, uint[] B, uint[] C) Operands()
    {
        int count = SpecialBits.Length;
        int triples = count * count * count;
        uint[] a = new uint[2 * triples];
        uint[] b = new uint[2 * triples];
        uint[] c = new uint[2 * triples];
        for (int index = 0; index < triples; index++)
        {
            a[index] = SpecialBits[index / (count * count)];
            b[index] = SpecialBits[index / count % count];
            c[index] = SpecialBits[index % count];
            PhiloxWords words = Philox.Compute(new PhiloxKey(60, 0), new PhiloxWords((uint)index, 0, 0, 0));
            (a[triples + index], b[triples + index], c[triples + index], _) = words;
        }

        return (a, b, c);
    }

    private unsafe struct Copy : ILaneAction
    {
        public float* From;
        public float* To;

        public readonly void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (int index = 0; index < 16; index += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(From + index), To + index);
            }
        }
    }
}
