namespace RnnCluster.Learning.Hashing;

/// <summary>
/// The names of a state's tensors beside the parameters, which have PyTorch's. They stand in this order: parameters,
/// each moment over all parameters under the optimizer's prefix, carried states, progress. Names and order are part of
/// the state hash.
/// </summary>
public static class StateNames
{
    /// <summary>Before the name of a carried state, as in <c>carried.rnn.l0.h</c>; rows in global lane order.</summary>
    public const string CarriedPrefix = "carried.";

    /// <summary>Before the name of a scalar of the schedule, of early stopping, or the chained digest.</summary>
    public const string ProgressPrefix = "progress.";
}
