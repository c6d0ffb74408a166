using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The backward pass that <see cref="RnnGates"/> describes.</summary>
internal readonly unsafe struct RnnBackward<TActivation>(
    PanelRows hidden, PanelRows dHidden, PanelRows dSums, int rows) : ILaneAction
    where TActivation : struct, IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured shapes and rows; a panel's rows are contiguous.
        nint length = (nint)rows * Panels.Width;
        for (int panel = 0; panel < hidden.Panels.BlockPanels; panel++)
        {
            float* values = hidden.At(panel);
            float* gradients = dHidden.At(panel);
            float* destination = dSums.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes gradient = TActivation.Backward(TLanes.Load(values + at), TLanes.Load(gradients + at));
                TLanes.Store(gradient, destination + at);
            }
        }
    }
}
