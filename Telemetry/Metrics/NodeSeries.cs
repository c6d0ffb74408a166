using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// The nodes that have series of their own, and those series. Their number is bounded: a node that has been down for
/// long goes, and where there is no room a new one has no series until there is.
/// </summary>
internal sealed class NodeSeries
{
    /// <summary>
    /// Nodes with series of their own: four times the largest cluster that was tried, so that every one of them may
    /// have been replaced three times lately. 256 nodes are 4,096 series.
    /// </summary>
    public const int NodesMax = 256;

    /// <summary>How long a node that is down is shown: long enough for an alert to fire and be read.</summary>
    public static readonly TimeSpan DownMax = TimeSpan.FromMinutes(15);

    private static readonly MemberState[] States = Enum.GetValues<MemberState>();

    private readonly RunInstruments instruments;
    private readonly SortedDictionary<NodeId, Entry> entries = new(NodeId.Order);

    public NodeSeries(RunInstruments instruments)
    {
        this.instruments = instruments;
        CountStates();
    }

    /// <summary>A node's state is this from now on.</summary>
    public void Become(NodeId node, MemberState state, DateTimeOffset at)
    {
        if (!entries.ContainsKey(node) && !TryMakeRoom())
        {
            return;
        }

        entries[node] = new Entry(state, at);
        foreach (MemberState each in States)
        {
            instruments.NodeState.Set(each == state ? 1 : 0, node.Name, StateWords.Of(each));
        }

        CountStates();
    }

    /// <summary>A heartbeat came.</summary>
    public void OnHeard(MemberHeard heard, DateTimeOffset at)
    {
        if (IsShown(heard.Node))
        {
            string node = heard.Node.Name;
            instruments.NodeHeartbeat.Set(UnixTime.SecondsOf(at), node);
            instruments.NodeMemory.Set(heard.ResidentBytes, node);
            instruments.NodeRoundTrip.Set(heard.RoundTrip.TotalSeconds, node);
        }
    }

    /// <summary>A step was measured.</summary>
    public void OnMeasured(NodeId node, StepTimes times)
    {
        if (!IsShown(node))
        {
            return;
        }

        foreach ((string phase, TimeSpan time) in times.ByName)
        {
            instruments.Phases.Add(time.TotalSeconds, node.Name, phase);
        }
    }

    /// <summary>
    /// Something came damaged. Each time is counted: where the node has no series, under the empty name, which is none
    /// of a node.
    /// </summary>
    public void OnDamaged(DamageDetected damage)
    {
        NodeId node = entries.ContainsKey(damage.Node) ? damage.Node : NodeId.None;
        instruments.Damaged.Add(1, node.Name, DamagedParts.NameOf(damage.Part));
    }

    /// <summary>Takes away the nodes that have been down for long.</summary>
    public void ForgetOld(DateTimeOffset now)
    {
        NodeId[] old =
        [
            .. entries
                .Where(entry => entry.Value.State == MemberState.Down && now - entry.Value.Since >= DownMax)
                .Select(entry => entry.Key),
        ];
        foreach (NodeId node in old)
        {
            Forget(node);
        }
    }

    private bool IsShown(NodeId node) => entries.TryGetValue(node, out Entry entry) && entry.State != MemberState.Down;

    private bool TryMakeRoom()
    {
        if (entries.Count < NodesMax)
        {
            return true;
        }

        KeyValuePair<NodeId, Entry>[] down = [.. entries.Where(entry => entry.Value.State == MemberState.Down)];
        if (down.Length == 0)
        {
            return false;
        }

        Forget(down.MinBy(entry => entry.Value.Since).Key);
        return true;
    }

    private void Forget(NodeId node)
    {
        entries.Remove(node);
        foreach (Metric metric in instruments.OfNodes)
        {
            metric.Forget(node.Name);
        }

        CountStates();
    }

    private void CountStates()
    {
        foreach (MemberState state in States)
        {
            instruments.Nodes.Set(entries.Values.Count(entry => entry.State == state), StateWords.Of(state));
        }
    }

    private readonly record struct Entry(MemberState State, DateTimeOffset Since);
}
