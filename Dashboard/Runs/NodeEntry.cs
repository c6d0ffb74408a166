using RnnCluster.Dashboard.Api;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Runs;

/// <summary>What is known about a node.</summary>
internal sealed class NodeEntry(NodeId node)
{
    private MemberJoined? joined;
    private string reason = string.Empty;
    private DateTimeOffset since;
    private DateTimeOffset? joinedAt;
    private long incarnation;
    private long? residentBytes;
    private TimeSpan? roundTrip;

    public NodeId Node => node;

    public MemberState State { get; private set; }

    /// <summary>When it was last heard of, on the process's clock.</summary>
    public TimeSpan HeardAt { get; private set; }

    public bool IsLocal => joined is { IsLocal: true };

    public bool ComputesShards => joined is not { Threads: 0 };

    public bool IsGone => State is MemberState.Suspected or MemberState.Down;

    /// <summary>The newest step of its state.</summary>
    public long? Step { get; private set; }

    /// <summary>The newest step that it has measured.</summary>
    public long? MeasuredStep { get; private set; }

    /// <summary>How long it computed in that step.</summary>
    public TimeSpan Compute { get; private set; }

    public void OnJoined(MemberJoined news, DateTimeOffset at, TimeSpan now)
    {
        joined = news;
        joinedAt = at;
        incarnation = news.Incarnation;
        (residentBytes, roundTrip, Step, MeasuredStep) = (null, null, null, null);
        Become(MemberState.Joining, string.Empty, at);
        HeardAt = now;
    }

    public void OnChanged(MemberChanged news, DateTimeOffset at, TimeSpan now)
    {
        incarnation = news.Incarnation;
        joinedAt ??= at;
        Become(news.State, news.Reason, at);
        HeardAt = now - news.Silence;
    }

    public void OnHeard(MemberHeard news, TimeSpan now)
    {
        HeardAt = now;
        Step = news.Step.Value;
        residentBytes = news.ResidentBytes > 0 ? news.ResidentBytes : null;
        roundTrip = news.RoundTrip > TimeSpan.Zero ? news.RoundTrip : null;
    }

    public void OnMeasured(StepMeasured news)
    {
        MeasuredStep = news.Step.Value;
        Step = Math.Max(Step ?? 0, news.Step.Value);
        Compute = news.Times.Data + news.Times.Forward + news.Times.Backward + news.Times.Send;
    }

    public NodeView View(TimeSpan now, long runStep, IReadOnlyList<int> shards) => new()
    {
        Name = node.Name,
        Role = !IsLocal ? "worker" : ComputesShards ? "coordinator+worker" : "coordinator",
        State = StateWords.Of(State),
        Reason = reason,
        Since = since,
        Incarnation = incarnation,
        JoinedAt = joinedAt ?? since,
        Host = joined?.Host ?? string.Empty,
        ProcessId = joined?.ProcessId ?? 0,
        Cores = joined?.Cores ?? 0,
        Threads = joined?.Threads ?? 0,
        Lanes = joined?.Lanes ?? string.Empty,
        Version = joined?.Version ?? string.Empty,
        ResidentBytes = residentBytes,
        HeartbeatAge = IsLocal ? null : Math.Max(0, (now - HeardAt).TotalSeconds),
        RoundTrip = roundTrip?.TotalSeconds,
        Shards = shards,
        Step = Step,
        StepsBehind = Step is { } own ? Math.Max(0, runStep - own) : 0,
    };

    private void Become(MemberState state, string why, DateTimeOffset at)
    {
        (State, reason, since) = (state, why, at);
    }
}
