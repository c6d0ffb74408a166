using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The forward pass that <see cref="GruGates"/> describes.</summary>
internal readonly unsafe struct GruForward(
    PanelRows gates, PanelRows recurrentNew, PanelRows hiddenPrevious, PanelRows hidden, int rows) : ILaneAction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured shapes and rows; a panel's rows are contiguous.
        int panels = gates.Panels.BlockPanels;
        nint length = (nint)rows * Panels.Width;
        for (int panel = 0; panel < panels; panel++)
        {
            float* reset = gates.At(panel);
            float* update = gates.At(panels + panel);
            float* candidate = gates.At((2 * panels) + panel);
            float* recurrent = recurrentNew.At(panel);
            float* before = hiddenPrevious.At(panel);
            float* after = hidden.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes r = LaneFunctions.Sigmoid(TLanes.Load(reset + at));
                TLanes z = LaneFunctions.Sigmoid(TLanes.Load(update + at));
                TLanes sum = TLanes.FusedMultiplyAdd(r, TLanes.Load(recurrent + at), TLanes.Load(candidate + at));
                TLanes n = LaneFunctions.Tanh(sum);
                TLanes.Store(r, reset + at);
                TLanes.Store(z, update + at);
                TLanes.Store(n, candidate + at);
                TLanes.Store(TLanes.FusedMultiplyAdd(z, TLanes.Load(before + at) - n, n), after + at);
            }
        }
    }
}
