namespace RnnCluster.Kernels.Lanes;

/// <summary>A kernel with its arguments, ready to run on lanes of any width.</summary>
internal interface ILaneAction
{
    void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>;
}
