using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The forward pass that <see cref="RnnGates"/> describes.</summary>
internal readonly unsafe struct RnnForward<TActivation>(PanelRows sums, PanelRows hidden, int rows) : ILaneAction
    where TActivation : struct, IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured shapes and rows; a panel's rows are contiguous.
        nint length = (nint)rows * Panels.Width;
        for (int panel = 0; panel < sums.Panels.BlockPanels; panel++)
        {
            float* source = sums.At(panel);
            float* destination = hidden.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes.Store(TActivation.Forward(TLanes.Load(source + at)), destination + at);
            }
        }
    }
}
