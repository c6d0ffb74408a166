using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Products;

/// <summary>Hints to the caches, where there is an instruction for them. They change no bit.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Asks for a line to be brought into the second-level cache.</summary>
    /// <param name="address">Any address; one that cannot be read is ignored.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToSecondLevel(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Asks for rows of a panel, a line each.</summary>
    /// <param name="address">The first row.</param>
    /// <param name="rows">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToSecondLevel(float* address, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ToSecondLevel(address + (row * Panels.Width));
        }
    }
}
