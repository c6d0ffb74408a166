namespace RnnCluster.Neural.Modules;

/// <summary>A gate and where its values count as saturated: the outer twentieths of its range.</summary>
/// <param name="Name">As in <c>forget</c>.</param>
/// <param name="Low">Values up to this one are low.</param>
/// <param name="High">Values from this one on are high; NaN if the range has no upper end.</param>
public sealed record GateRange(string Name, float Low, float High)
{
    /// <summary>A gate in [0, 1].</summary>
    internal static GateRange OfSigmoid(string name) => new(name, 0.05f, 0.95f);

    /// <summary>A gate in [-1, 1].</summary>
    internal static GateRange OfTanh(string name) => new(name, -0.9f, 0.9f);

    /// <summary>A gate in [0, infinity): its zeros are low, nothing is high.</summary>
    internal static GateRange OfRelu(string name) => new(name, 0, float.NaN);
}
