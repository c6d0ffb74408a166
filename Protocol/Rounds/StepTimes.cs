using MessagePack;
using RnnCluster.Protocol.Formatters;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// Where a replica's time went in a step. What is computed and sent at the same time counts under both.
/// </summary>
/// <param name="Data">Choosing and indexing the symbols.</param>
/// <param name="Forward">Packing the weights, the pass forward, the losses.</param>
/// <param name="Backward">The pass backward and the weights' gradients.</param>
/// <param name="Send">Writing down sums of gradients and handing them over; summed over the compute threads.</param>
/// <param name="Wait">From its last answer to the last thing that it waited for.</param>
/// <param name="Reduce">Adding and averaging: the coordinator's replica alone does that.</param>
/// <param name="Apply">Clipping, the update and its digest.</param>
[MessagePackFormatter(typeof(StepTimesFormatter))]
public readonly record struct StepTimes(
    TimeSpan Data,
    TimeSpan Forward,
    TimeSpan Backward,
    TimeSpan Send,
    TimeSpan Wait,
    TimeSpan Reduce,
    TimeSpan Apply)
{
    /// <summary>The phases under their names, in their order.</summary>
    public IReadOnlyList<(string Name, TimeSpan Time)> ByName =>
    [
        ("data", Data),
        ("forward", Forward),
        ("backward", Backward),
        ("send", Send),
        ("wait", Wait),
        ("reduce", Reduce),
        ("apply", Apply),
    ];
}
