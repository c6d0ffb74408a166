namespace RnnCluster.Shared;

/// <summary>
/// Which of two live nodes of one name has it: the one that came later. Incarnations are random, so that no clock that
/// went back can make a newer start look older; it is the order in which this process heard of them that counts. The
/// earlier one learns that it was replaced, and the two do not take each other's place for ever.
/// </summary>
/// <remarks>Not for several threads at a time.</remarks>
public sealed class Arrivals
{
    /// <summary>
    /// Starts that are remembered, the newest: those of a large cluster that restarts many times. One that is forgotten
    /// counts as new when it comes again.
    /// </summary>
    public const int RememberedMax = 4096;

    private readonly OrderedDictionary<(NodeId Node, long Incarnation), long> numbers = [];
    private long arrivals;

    /// <summary>Starts that are remembered now.</summary>
    public int Count => numbers.Count;

    /// <summary>A node asks to be let in.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="incarnation">Which start of it.</param>
    /// <param name="connected">The start that has the name now; null if none has.</param>
    /// <returns>False if the one that has the name came later: the name is no longer the asking one's.</returns>
    public bool MayTake(NodeId node, long incarnation, long? connected)
    {
        if (connected is { } holder
            && holder != incarnation
            && numbers.TryGetValue((node, incarnation), out long own)
            && (!numbers.TryGetValue((node, holder), out long other) || own < other))
        {
            return false;
        }

        if (!numbers.ContainsKey((node, incarnation)))
        {
            if (numbers.Count == RememberedMax)
            {
                numbers.RemoveAt(0);
            }

            numbers.Add((node, incarnation), ++arrivals);
        }

        return true;
    }
}
