using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The backward pass that <see cref="GruGates"/> describes.</summary>
internal readonly unsafe struct GruBackward(
    PanelRows gates,
    PanelRows recurrentNew,
    PanelRows hiddenPrevious,
    PanelRows dHidden,
    PanelRows dHiddenPrevious,
    int rows) : ILaneAction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured shapes and rows; a panel's rows are contiguous.
        int panels = gates.Panels.BlockPanels;
        nint length = (nint)rows * Panels.Width;
        TLanes one = TLanes.Broadcast(1f);
        for (int panel = 0; panel < panels; panel++)
        {
            float* reset = gates.At(panel);
            float* update = gates.At(panels + panel);
            float* candidate = gates.At((2 * panels) + panel);
            float* recurrent = recurrentNew.At(panel);
            float* before = hiddenPrevious.At(panel);
            float* dAfter = dHidden.At(panel);
            float* dBefore = dHiddenPrevious.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes r = TLanes.Load(reset + at);
                TLanes z = TLanes.Load(update + at);
                TLanes n = TLanes.Load(candidate + at);
                TLanes dh = TLanes.Load(dAfter + at);
                TLanes dn = dh * (one - z) * Slopes.OfTanh(n);
                TLanes.Store(dn * TLanes.Load(recurrent + at) * Slopes.OfSigmoid(r), reset + at);
                TLanes.Store(dh * (TLanes.Load(before + at) - n) * Slopes.OfSigmoid(z), update + at);
                TLanes.Store(dn, candidate + at);
                TLanes.Store(dn * r, recurrent + at);
                TLanes.Store(dh * z, dBefore + at);
            }
        }
    }
}
