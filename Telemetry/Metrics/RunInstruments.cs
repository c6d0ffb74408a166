namespace RnnCluster.Telemetry.Metrics;

/// <summary>The metrics that events change. docs/monitoring/metrics.md lists them; a test compares the two.</summary>
internal sealed class RunInstruments(MetricSet set)
{
    private const string NodeLabel = "node";

    /// <summary>From the fastest step of a toy to minutes; about two and a half times from bound to bound.</summary>
    private static readonly double[] SecondsBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100];

    /// <summary>The metrics whose first label is a node's name: <see cref="NodeSeries"/> bounds their series.</summary>
    public IEnumerable<Metric> OfNodes => set.All.Where(metric => metric.Description.Labels is [NodeLabel, ..]);

    public ValueMetric Info { get; } = set.Gauge(
        "rnncluster.run.info", "1", "Always 1; its labels name the run.", ["run", "name", "version"]);

    public ValueMetric State { get; } = set.Gauge(
        "rnncluster.run.state", "1", "1 for the state that the run is in, 0 for the others.", ["state"]);

    public ValueMetric Step { get; } = set.Gauge("rnncluster.step", "{step}", "Updates behind the newest state.");

    public ValueMetric Steps { get; } = set.Counter("rnncluster.steps", "{step}", "Updates made by this process.");

    public HistogramMetric StepDuration { get; } = set.Histogram(
        "rnncluster.step.duration", "s", "Time from update to update.", SecondsBounds);

    public ValueMetric Tokens { get; } = set.Counter("rnncluster.tokens", "{token}", "Tokens trained on.");

    public ValueMetric Loss { get; } = set.Gauge(
        "rnncluster.loss", "{nat}", "Mean training loss of the newest step in nats.");

    public ValueMetric ValidationLoss { get; } = set.Gauge(
        "rnncluster.validation.loss", "{nat}", "Mean loss of the newest validation in nats.");

    public ValueMetric Rate { get; } = set.Gauge("rnncluster.learning_rate", "1", "Learning rate of the newest step.");

    public ValueMetric Norm { get; } = set.Gauge(
        "rnncluster.gradient.norm", "1", "Global norm of the newest averaged gradient, before clipping.");

    public ValueMetric Clipped { get; } = set.Counter(
        "rnncluster.clipped_steps", "{step}", "Updates whose gradient was clipped.");

    public ValueMetric Phases { get; } = set.Counter(
        "rnncluster.phase", "s", "Time a node spent in a phase of its steps.", [NodeLabel, "phase"]);

    public ValueMetric Nodes { get; } = set.Gauge(
        "rnncluster.nodes", "{node}", "Nodes in a state; those long down are left out.", ["state"]);

    public ValueMetric NodeState { get; } = set.Gauge(
        "rnncluster.node.state", "1", "1 for the state that a node is in, 0 for the others.", [NodeLabel, "state"]);

    public ValueMetric NodeHeartbeat { get; } = set.Gauge(
        "rnncluster.node.heartbeat.timestamp", "s", "When a node was last heard of, since 1970.", [NodeLabel]);

    public ValueMetric NodeMemory { get; } = set.Gauge(
        "rnncluster.node.resident_memory", "By", "Memory of a node's process.", [NodeLabel]);

    public ValueMetric NodeRoundTrip { get; } = set.Gauge(
        "rnncluster.node.round_trip", "s", "How long a node's heartbeat took there and back.", [NodeLabel]);

    public ValueMetric Reassigned { get; } = set.Counter(
        "rnncluster.shards.reassigned", "{shard}", "Shards given to others because their node was lost.");

    public ValueMetric Speculated { get; } = set.Counter(
        "rnncluster.shards.speculated", "{shard}", "Shards given to a second node because the first was slow.");

    public ValueMetric Failures { get; } = set.Counter(
        "rnncluster.member.failures", "{failure}", "Nodes that fell silent or went without saying goodbye.");

    public ValueMetric Damaged { get; } = set.Counter(
        "rnncluster.damaged_messages",
        "{message}",
        "Messages that came damaged and were not used.",
        [NodeLabel, "part"]);

    public ValueMetric Warnings { get; } = set.Counter(
        "rnncluster.warnings", "{warning}", "Warnings that the run gave.");

    public ValueMetric Checkpoints { get; } = set.Counter(
        "rnncluster.checkpoints", "{checkpoint}", "Checkpoints written by this process.");

    public HistogramMetric CheckpointDuration { get; } = set.Histogram(
        "rnncluster.checkpoint.duration", "s", "Time a part of a checkpoint took.", SecondsBounds, ["part"]);

    public ValueMetric CheckpointSize { get; } = set.Gauge(
        "rnncluster.checkpoint.size", "By", "Size of the newest checkpoint.");

    public ValueMetric CheckpointStep { get; } = set.Gauge(
        "rnncluster.checkpoint.step", "{step}", "Step of the newest checkpoint.");

    public ValueMetric CheckpointTime { get; } = set.Gauge(
        "rnncluster.checkpoint.timestamp", "s", "When the newest checkpoint was written, since 1970.");
}
