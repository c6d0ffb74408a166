using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The forward pass that <see cref="LstmGates"/> describes.</summary>
internal readonly unsafe struct LstmForward(
    PanelRows gates, PanelRows cellPrevious, PanelRows cell, PanelRows hidden, int rows) : ILaneAction
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
            float* input = gates.At(panel);
            float* forget = gates.At(panels + panel);
            float* candidate = gates.At((2 * panels) + panel);
            float* output = gates.At((3 * panels) + panel);
            float* before = cellPrevious.At(panel);
            float* after = cell.At(panel);
            float* h = hidden.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes i = LaneFunctions.Sigmoid(TLanes.Load(input + at));
                TLanes f = LaneFunctions.Sigmoid(TLanes.Load(forget + at));
                TLanes g = LaneFunctions.Tanh(TLanes.Load(candidate + at));
                TLanes o = LaneFunctions.Sigmoid(TLanes.Load(output + at));
                TLanes c = TLanes.FusedMultiplyAdd(f, TLanes.Load(before + at), i * g);
                TLanes.Store(i, input + at);
                TLanes.Store(f, forget + at);
                TLanes.Store(g, candidate + at);
                TLanes.Store(o, output + at);
                TLanes.Store(c, after + at);
                TLanes.Store(o * LaneFunctions.Tanh(c), h + at);
            }
        }
    }
}
