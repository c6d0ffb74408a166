using System.Diagnostics;

namespace RnnCluster.Protocol.Events;

/// <summary>The names of <see cref="DamagedPart"/> in metrics and JSON.</summary>
public static class DamagedParts
{
    /// <summary>A part's name.</summary>
    /// <param name="part">The part.</param>
    public static string NameOf(DamagedPart part) => part switch
    {
        DamagedPart.SliceSum => "sum",
        DamagedPart.ShardReport => "report",
        DamagedPart.SliceAverage => "average",
        DamagedPart.CarriedState => "carried",
        DamagedPart.StatePart => "state",
        DamagedPart.DataPart => "data",
        DamagedPart.Head => "head",
        _ => throw new UnreachableException(),
    };
}
