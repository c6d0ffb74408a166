using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// A step has all its answers: a replica applies it as soon as it holds every slice's average and every subtree's
/// carried states named here.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="Loss">Sum of the losses of all shards in nats.</param>
/// <param name="Amendments">
/// How many amendments the step's coordinator knew: a replica with fewer waits for them.
/// </param>
/// <param name="Subtrees">The subtrees in which the carried states travel; together they are all shards.</param>
[MessagePackObject]
public sealed record RoundClosed(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] double Loss,
    [property: Key(3)] int Amendments,
    [property: Key(4)] IReadOnlyList<TreeNode> Subtrees) : Message;
