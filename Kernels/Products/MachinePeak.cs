using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Fused multiply-adds with nothing in their way: what a core can do at most. Shares of peak are shares of this,
/// measured in the same run on the same machine.
/// </summary>
public static class MachinePeak
{
    /// <summary>
    /// Chains side by side: enough to cover the latency of two units, few enough to stay in registers.
    /// </summary>
    private const int Chains = 12;

    /// <summary>Runs a number of rounds on the lanes of this process.</summary>
    /// <param name="rounds">How often each of the chains goes on by one operation.</param>
    /// <returns>Floating-point operations done: a fused multiply-add counts two.</returns>
    public static long Run(int rounds)
    {
        var action = new Action { Rounds = rounds };
        LaneDispatch.Invoke(ref action);
        return action.Operations;
    }

    private struct Action : ILaneAction
    {
        public int Rounds;
        public long Operations;
        public float Sink;

        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            Sink = Loop<TLanes>(Rounds);
            Operations = 2L * Chains * TLanes.Count * Rounds;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static unsafe float Loop<TLanes>(int rounds)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes a = TLanes.Broadcast(0.999f);
            TLanes b = TLanes.Broadcast(0.001f);
            TLanes c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
            for (int round = 0; round < rounds; round++)
            {
                c0 = TLanes.FusedMultiplyAdd(c0, a, b);
                c1 = TLanes.FusedMultiplyAdd(c1, a, b);
                c2 = TLanes.FusedMultiplyAdd(c2, a, b);
                c3 = TLanes.FusedMultiplyAdd(c3, a, b);
                c4 = TLanes.FusedMultiplyAdd(c4, a, b);
                c5 = TLanes.FusedMultiplyAdd(c5, a, b);
                c6 = TLanes.FusedMultiplyAdd(c6, a, b);
                c7 = TLanes.FusedMultiplyAdd(c7, a, b);
                c8 = TLanes.FusedMultiplyAdd(c8, a, b);
                c9 = TLanes.FusedMultiplyAdd(c9, a, b);
                c10 = TLanes.FusedMultiplyAdd(c10, a, b);
                c11 = TLanes.FusedMultiplyAdd(c11, a, b);
            }

            float* sum = stackalloc float[Memory.Panels.Width];
            TLanes.Store(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11, sum);
            return sum[0];
        }
    }
}
