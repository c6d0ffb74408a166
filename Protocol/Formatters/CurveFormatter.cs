using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A curve over the window of a step.</summary>
internal sealed class CurveFormatter()
    : BoundedListFormatter<double>(new RealFormatter(), Limits.CurvePointsMax, FieldRules.RealBytesMin);
