namespace RnnCluster.Dashboard.Api;

internal sealed record Series(
    IReadOnlyList<long> Step,
    IReadOnlyList<double> At,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Min,
    IReadOnlyList<double> Max);

/// <param name="Sequence">Of the last update that it holds.</param>
/// <param name="From">The first step that was asked for.</param>
/// <param name="To">The last step that was asked for, or that there is.</param>
/// <param name="Series">In the order in which they were asked for.</param>
internal sealed record SeriesAnswer(
    long Sequence, long From, long To, OrderedDictionary<string, Series> Series);

internal sealed record FailureView(double FoundAfter, double? RecoveredAfter, long StepsLost, int ShardsMoved);

internal sealed record EventView(
    long Number,
    DateTimeOffset At,
    string Kind,
    string Severity,
    long Step,
    string? Node,
    string Text,
    FailureView? Failure);

internal sealed record EventsAnswer(long Sequence, long Total, IReadOnlyList<EventView> Events);

internal sealed record PhaseSeconds(
    double Data, double Forward, double Backward, double Send, double Wait, double Reduce, double Apply);

internal sealed record AnatomyRow(long Step, string Node, int Shards, PhaseSeconds Phases);

internal sealed record AnatomyAnswer(long Sequence, IReadOnlyList<AnatomyRow> Rows);

internal sealed record GateView(string Name, double LowShare, double HighShare);

internal sealed record LayerSample(
    string Layer,
    IReadOnlyList<double> HiddenNorms,
    IReadOnlyList<double> GradientNorms,
    IReadOnlyList<GateView> Gates,
    int TimeSteps);

internal sealed record HistogramView(
    double Minimum, double Maximum, double Mean, double Deviation, IReadOnlyList<long> Counts);

internal sealed record ParameterSample(string Name, HistogramView Weights, HistogramView Gradient);

internal sealed record NetworkView(
    long Step, IReadOnlyList<LayerSample> Layers, IReadOnlyList<ParameterSample> Parameters);

internal sealed record NetworkAnswer(long Sequence, IReadOnlyList<NetworkView> History);
