namespace RnnCluster.Kernels.Lanes;

/// <summary>The one place where a kernel meets the lanes it runs on.</summary>
internal static class LaneDispatch
{
    /// <summary>Runs a kernel on the lanes of this process.</summary>
    public static void Invoke<TAction>(ref TAction action)
        where TAction : struct, ILaneAction => Invoke(ref action, LaneSelection.Current);

    /// <summary>Runs a kernel on chosen lanes; for tests, which compare the widths in one process.</summary>
    public static void Invoke<TAction>(ref TAction action, LaneKind kind)
        where TAction : struct, ILaneAction
    {
        switch (kind)
        {
            case LaneKind.Avx512:
                action.Invoke<Lanes512>();
                break;
            case LaneKind.Avx2:
                action.Invoke<Lanes256>();
                break;
            case LaneKind.AdvSimd or LaneKind.Vector128:
                action.Invoke<Lanes128>();
                break;
            default:
                action.Invoke<LanesSoft>();
                break;
        }
    }
}
