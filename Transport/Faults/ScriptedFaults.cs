using RnnCluster.Protocol;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Faults;

/// <summary>Faults at given messages: the third is delayed, after ten the connection is cut.</summary>
/// <param name="script">The fault of each message that has one, by its number.</param>
public sealed class ScriptedFaults(IReadOnlyDictionary<long, Fault> script) : IFaultRule
{
    /// <inheritdoc/>
    public Fault Next(NodeId peer, long index, Message message) =>
        script.TryGetValue(index, out Fault? fault) ? fault : Fault.None.Instance;
}
