namespace RnnCluster.Learning.Hashing;

/// <summary>
/// The names of a state's tensors beside the parameters, which have PyTorch's. They stand in this order: parameters,
/// each moment over all parameters, carried states, progress. Names and order are part of the state hash.
/// </summary>
public static class StateNames
{
    /// <summary>Before a parameter's name: Adam's first moment.</summary>
    public const string FirstMomentPrefix = "optimizer.m.";

    /// <summary>Before a parameter's name: Adam's second moment.</summary>
    public const string SecondMomentPrefix = "optimizer.v.";

    /// <summary>Before a parameter's name: the velocity of SGD with momentum.</summary>
    public const string MomentumPrefix = "optimizer.momentum.";

    /// <summary>Before the name of a scalar of the schedule or of early stopping.</summary>
    public const string ProgressPrefix = "progress.";

    /// <summary>A layer's carried hidden state, (lanes, H), rows in global lane order.</summary>
    /// <param name="layer">Counted from zero at the input.</param>
    public static string CarriedHidden(int layer) => $"carried.{layer}.h";

    /// <summary>A layer's carried cell state (LSTM), (lanes, H), rows in global lane order.</summary>
    /// <param name="layer">Counted from zero at the input.</param>
    public static string CarriedCell(int layer) => $"carried.{layer}.c";
}
