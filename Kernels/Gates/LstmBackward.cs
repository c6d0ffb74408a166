using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>The backward pass that <see cref="LstmGates"/> describes.</summary>
internal readonly unsafe struct LstmBackward(
    PanelRows gates, PanelRows cellPrevious, PanelRows cell, PanelRows dHidden, PanelRows dCell, int rows) : ILaneAction
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
            float* dHiddens = dHidden.At(panel);
            float* dCells = dCell.At(panel);
            for (nint at = 0; at < length; at += TLanes.Count)
            {
                TLanes i = TLanes.Load(input + at);
                TLanes f = TLanes.Load(forget + at);
                TLanes g = TLanes.Load(candidate + at);
                TLanes o = TLanes.Load(output + at);
                TLanes k = LaneFunctions.Tanh(TLanes.Load(after + at));
                TLanes dh = TLanes.Load(dHiddens + at);
                TLanes dc = TLanes.FusedMultiplyAdd(dh * o, Slopes.OfTanh(k), TLanes.Load(dCells + at));
                TLanes.Store(dc * g * Slopes.OfSigmoid(i), input + at);
                TLanes.Store(dc * TLanes.Load(before + at) * Slopes.OfSigmoid(f), forget + at);
                TLanes.Store(dc * i * Slopes.OfTanh(g), candidate + at);
                TLanes.Store(dh * k * Slopes.OfSigmoid(o), output + at);
                TLanes.Store(dc * f, dCells + at);
            }
        }
    }
}
