using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Random;

/// <summary>What <see cref="DropoutMask"/> describes.</summary>
internal readonly unsafe struct DropoutAction(
    DropoutSite site,
    PanelRows source,
    PanelRows destination,
    int firstTime,
    int times,
    int rowsPerStep,
    int firstRow,
    int rows,
    int* globalRows) : ILaneAction
{
    private const int Words = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured shapes and rows.
        uint* laneNumbers = stackalloc uint[Panels.Width];
        for (uint lane = 0; lane < Panels.Width; lane++)
        {
            laneNumbers[lane] = lane;
        }

        for (int panel = 0; panel < source.Panels.PanelCount; panel += Words)
        {
            int words = Math.Min(Words, source.Panels.PanelCount - panel);
            uint firstGroup = (uint)(panel / Words * Panels.Width);
            for (int t = firstTime; t < firstTime + times; t++)
            {
                for (int row = firstRow; row < firstRow + rows; row++)
                {
                    int place = (t * rowsPerStep) + row;
                    for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
                    {
                        TLanes groups = TLanes.AddBits(
                            TLanes.BroadcastBits(firstGroup), TLanes.Load((float*)(laneNumbers + lane)));
                        Apply(groups, panel, words, place, lane, t, globalRows[row]);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply<TLanes>(TLanes groups, int panel, int words, int place, int lane, int t, int globalRow)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes x0 = TLanes.BroadcastBits((uint)site.Step.Value);
        TLanes x1 = TLanes.BroadcastBits((uint)globalRow);
        TLanes x2 = TLanes.BroadcastBits(((uint)site.Site << 20) | (uint)t);
        TLanes x3 = groups;
        LanePhilox.Compute(site.Key, ref x0, ref x1, ref x2, ref x3);
        Mask(x0, panel, place, lane);
        if (words > 1)
        {
            Mask(x1, panel + 1, place, lane);
        }

        if (words > 2)
        {
            Mask(x2, panel + 2, place, lane);
        }

        if (words > 3)
        {
            Mask(x3, panel + 3, place, lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mask<TLanes>(TLanes word, int panel, int place, int lane)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes threshold = TLanes.BroadcastBits((uint)(site.Probability * 4294967296.0));
        TLanes scale = TLanes.Broadcast((float)(1 / (1 - site.Probability)));
        TLanes value = TLanes.Load(source.At(panel) + (place * Panels.Width) + lane) * scale;
        TLanes dropped = TLanes.GreaterThanBits(threshold, word);
        TLanes.Store(
            TLanes.Select(dropped, TLanes.Broadcast(0f), value),
            destination.At(panel) + (place * Panels.Width) + lane);
    }
}
