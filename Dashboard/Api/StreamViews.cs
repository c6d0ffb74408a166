using System.Text.Json.Serialization;

namespace RnnCluster.Dashboard.Api;

internal sealed record StepColumns(
    IReadOnlyList<long> Step,
    IReadOnlyList<double> At,
    IReadOnlyList<double> Loss,
    IReadOnlyList<double> Rate,
    IReadOnlyList<double> GradientNorm,
    IReadOnlyList<bool> IsClipped,
    IReadOnlyList<double> Duration);

internal sealed record ValidationPoint(long Step, double At, double Loss, double Perplexity);

internal sealed record Update
{
    public required long From { get; init; }

    public required long To { get; init; }

    public required DateTimeOffset At { get; init; }

    public required RunStatus Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StepColumns? Steps { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ValidationPoint>? Validations { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NodeView>? Nodes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Plan? Plan { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CheckpointView>? Checkpoints { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AmendmentView>? Amendments { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EventView>? NewEvents { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnatomyRow>? NewAnatomy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SampleView>? NewSamples { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NetworkView? Network { get; init; }
}

internal sealed record Gap(long Missed);
