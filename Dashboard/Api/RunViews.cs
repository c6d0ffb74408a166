namespace RnnCluster.Dashboard.Api;

// These records are the interfaces of Page/src/api.ts under the same names; what they mean is said there.

internal sealed record Waiting(long Step, string Node, IReadOnlyList<int> Shards, double Seconds);

internal sealed record RunStatus
{
    public required string State { get; init; }

    public required string Reason { get; init; }

    public required long Step { get; init; }

    public required long Epoch { get; init; }

    public required double Percent { get; init; }

    public required double? SecondsLeft { get; init; }

    public required double? TokensPerSecond { get; init; }

    public required double? Goodput { get; init; }

    public required double? Loss { get; init; }

    public required double? ValidationLoss { get; init; }

    public required double? Perplexity { get; init; }

    public required double? Rate { get; init; }

    public required double? GradientNorm { get; init; }

    public required double? ClippedShare { get; init; }

    public required string? StateHash { get; init; }

    public required long? StateHashStep { get; init; }

    public required string? Digest { get; init; }

    public required Waiting? Waiting { get; init; }

    public required long ReassignedShards { get; init; }

    public required long SpeculatedShards { get; init; }

    public required long StepsLost { get; init; }

    public required long Failures { get; init; }

    public required int WorkersUp { get; init; }
}

internal sealed record NodeView
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string State { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required long Incarnation { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    public required int Cores { get; init; }

    public required int Threads { get; init; }

    public required string Lanes { get; init; }

    public required string Version { get; init; }

    public required long? ResidentBytes { get; init; }

    public required double? HeartbeatAge { get; init; }

    public required double? RoundTrip { get; init; }

    public required IReadOnlyList<int> Shards { get; init; }

    public required long? Step { get; init; }

    public required long StepsBehind { get; init; }
}

internal sealed record Plan(long Version, long From, IReadOnlyList<string?> Owners);

internal sealed record CheckpointView(
    long Step,
    string Hash,
    long Bytes,
    double SnapshotSeconds,
    double WriteSeconds,
    double FlushSeconds,
    DateTimeOffset At);

internal sealed record AmendmentView(int Index, long From, double Rate);

internal sealed record SampleView(long Step, string Text, DateTimeOffset At);

internal sealed record Snapshot
{
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public required RunDescription Run { get; init; }

    public required RunStatus Status { get; init; }

    public required IReadOnlyList<NodeView> Nodes { get; init; }

    public required Plan? Plan { get; init; }

    public required IReadOnlyList<CheckpointView> Checkpoints { get; init; }

    public required IReadOnlyList<AmendmentView> Amendments { get; init; }

    public required IReadOnlyList<SampleView> Samples { get; init; }

    public required NetworkView? Network { get; init; }
}
