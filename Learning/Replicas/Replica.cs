using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// One copy of a run's state. A step is three calls, which a cluster spreads over its nodes and a single process makes
/// one after the other: compute some shards' sums, reduce the sums of all shards to the average, apply the average.
/// The state after step k is a function of (plan, data, k): it does not depend on how shards were grouped, in which
/// order groups were computed, or how many threads did it.
/// </summary>
/// <remarks>Not thread-safe: one caller, who owns the team while a call runs. Steps allocate nothing.</remarks>
public sealed class Replica
{
    private readonly PackJob pack;
    private readonly PassJob pass;
    private readonly GradientJob gradients;
    private readonly AverageJob average;
    private readonly UpdateJob update;
    private readonly double[] blockSquares;
    private readonly Digest128[] blockDigests;
    private ShardCover? cover;
    private AveragedGradient? averaged;
    private bool isPacked;

    /// <summary>Lays out a replica with initial parameters, at step 0.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="data">The training symbols.</param>
    /// <param name="team">The threads to compute with; owned by the caller.</param>
    public Replica(TrainingPlan plan, ReplicaData data, ComputeTeam team)
    {
        Plan = plan;
        Data = data;
        Team = team;
        Model = new LanguageModel(plan.Model, plan.Window, plan.Batch, plan.Batch);
        Optimizer = Optimizer.Create(plan.Optimizer, Model.Layout.Length);
        StateBefore = new AlignedFloats(Model.StateLength);
        StateAfter = new AlignedFloats(Model.StateLength);
        int blocks = Kernels.Updates.Blocks.Count(Model.Layout.Length);
        blockSquares = new double[blocks];
        blockDigests = new Digest128[blocks];
        pack = new PackJob(Model);
        pass = new PassJob(Model);
        gradients = new GradientJob(Model);
        average = new AverageJob(blockSquares, plan.AverageFactor);
        update = new UpdateJob(Model.Parameters, Optimizer, blockDigests);
        Initializer.Initialize(Model, plan.Seed);
    }

    /// <summary>The run.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The training symbols.</summary>
    public ReplicaData Data { get; }

    /// <summary>The updates that the state has behind it.</summary>
    public Step Step { get; internal set; }

    /// <summary>The model with its parameters.</summary>
    public LanguageModel Model { get; }

    /// <summary>The optimizer with its moments.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Digest of parameters and moments, chained over all steps so far.</summary>
    public Digest128 Digest { get; internal set; }

    /// <summary>What was changed about the run, effective or not yet: part of the state.</summary>
    public AmendmentLog Amendments { get; internal set; } = new();

    /// <summary>Sum of squares and parameters' digest come in blocks: how many.</summary>
    public int Blocks => blockSquares.Length;

    /// <summary>Measures the phases of every step, if there is one.</summary>
    public PhaseClock? Clock
    {
        get => pass.Clock;
        set => pass.Clock = value;
    }

    /// <summary>Looks into the passes of the steps that it chooses, if there is one. It changes no bit.</summary>
    public WindowProbe? Probe { get; set; }

    /// <summary>The threads that compute.</summary>
    public ComputeTeam Team { get; }

    /// <summary>Carried states at the current step, in the order of <see cref="LanguageModel.States"/>.</summary>
    internal AlignedFloats StateBefore { get; private set; }

    internal AlignedFloats StateAfter { get; private set; }

    /// <summary>Prepares to compute a set of shards together, on a team of this size.</summary>
    /// <param name="shards">Distinct shards in ascending order, at least one.</param>
    /// <param name="slices">
    /// The cut that the sums are exchanged by: nobody then adds to them, and <see cref="Reduce"/> refuses them unless
    /// they are the sum of all shards. Null if this process reduces them.
    /// </param>
    public ShardGroup CreateGroup(ReadOnlySpan<int> shards, SliceLayout? slices = null) =>
        new(Plan, shards, Model.Layout.Length, slices, Team.Size);

    /// <summary>Computes the sums of a group's shards for the current step.</summary>
    /// <param name="group">The shards, of whose sums nothing is lent; they are overwritten.</param>
    /// <param name="sink">
    /// Told about each slice of each sum as soon as it is final; the group must have been created with a cut. Null if
    /// nobody needs to know before this returns.
    /// </param>
    public void Compute(ShardGroup group, ISliceSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        Ensure.That(!group.IsLent);
        Clock?.Begin();
        EnsurePacked();
        Clock?.End(Phase.Pack);
        Data.Fill(group.Window, Step);
        group.Window.Step = Step;
        group.Window.StateBefore = StateBefore;
        group.Window.StateAfter = StateAfter;
        group.Window.Trace = null;
        Probe?.Begin(this, group);
        pass.Window = group.Window;
        Clock?.End(Phase.Data);
        Team.Run(pass);
        Probe?.End(this, group);
        group.SumLosses();
        group.ClearUntouched(Model);
        if (sink is not null)
        {
            group.BeginProgress(Model, sink);
        }

        gradients.Prepare(group, sink is null ? null : group.Progress);
        Team.Run(gradients);
        Clock?.End(Phase.Gradients);
    }

    /// <summary>Bytes of the carried states of a node's rows.</summary>
    /// <param name="node">A node of the shard tree.</param>
    public long CarriedLength(TreeNode node) => CarriedRows.LengthOf(Plan, Model.States, node);

    /// <summary>
    /// Copies the carried states that this step's computation left for a node's rows: layers ascending, of each the
    /// hidden states and for an LSTM then the cells, rows in global lane order, raw little-endian floats.
    /// </summary>
    /// <param name="node">A node whose shards this replica computed in the current step.</param>
    /// <param name="offset">The first byte to copy.</param>
    /// <param name="destination">Gets the bytes from there on; all <see cref="CarriedLength"/> or a part.</param>
    public void ReadCarried(TreeNode node, long offset, Span<byte> destination) =>
        CarriedRows.Read(Plan, Model.States, node, StateAfter, offset, destination);

    /// <summary>
    /// Takes over the carried states of a node's rows that were computed elsewhere in the current step: needed for all
    /// shards that this replica did not compute, before <see cref="Apply"/>.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="offset">Where the bytes begin.</param>
    /// <param name="total">How many all of them are said to be.</param>
    /// <param name="source">What <see cref="ReadCarried"/> gave there from this offset on.</param>
    /// <exception cref="InvalidDataException">Another number of bytes; nothing was changed.</exception>
    public void WriteCarried(TreeNode node, long offset, long total, ReadOnlySpan<byte> source)
    {
        long length = CarriedLength(node);
        if (total != length || offset < 0 || source.Length > length - offset)
        {
            throw new InvalidDataException(
                $"the carried states of shards {node} came as {Math.Max(total, offset + source.Length)} bytes instead "
                + $"of {length}");
        }

        CarriedRows.Write(Plan, Model.States, node, offset, source, StateAfter);
    }

    /// <summary>Adds the sums of all shards along the tree and averages them.</summary>
    /// <param name="sums">
    /// Sums that cover every shard exactly once, in any order; their buffers are overwritten.
    /// </param>
    /// <returns>The average; it lives in the buffers of the leftmost sum until that is computed again.</returns>
    public AveragedGradient Reduce(IReadOnlyList<NodeSum> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        Clock?.Begin();
        if (cover is null || averaged is null || !cover.IsOf(sums))
        {
            cover = new ShardCover(sums, Plan.Root);
            averaged = new AveragedGradient(cover.Root.Gradient, blockSquares);
        }

        average.Prepare(cover);
        Team.Run(average);
        averaged.Loss = cover.SumLosses();
        Clock?.End(Phase.Reduce);
        return averaged;
    }

    /// <summary>Clips and applies an averaged gradient: the state moves on by one step.</summary>
    /// <param name="gradient">The average of the current step.</param>
    /// <exception cref="NonFiniteException">Loss or gradient is no finite number; nothing was changed.</exception>
    public StepReport Apply(AveragedGradient gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        Clock?.Begin();
        double loss = gradient.Loss / Plan.TargetsPerStep;
        double norm = Math.Sqrt(BlockNorms.Combine(gradient.BlockSquares));
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw NonFinite(loss, norm);
        }

        double rate = Amendments.RateAt(Step) is { } amended
            ? Plan.Schedule.At(Step, amended)
            : Plan.Schedule.At(Step);
        GradientClip clip = Plan.Clip.For(norm);
        Optimizer.Begin(Step.Next, rate);
        update.Prepare(gradient, clip);
        Team.Run(update);
        Digest = BlockDigest.Chain(Digest, blockDigests);
        (StateBefore, StateAfter) = (StateAfter, StateBefore);
        Step = Step.Next;
        isPacked = false;
        Clock?.End(Phase.Update);
        bool isClipped = clip.Factor < 1 || Plan.Clip.Kind == ClipKind.Value;
        return new StepReport(Step, loss, rate, norm, isClipped, Digest);
    }

    /// <summary>
    /// Changes the base learning rate from a later step on. Every replica of the run must get the same amendments in
    /// the same order before it makes the step.
    /// </summary>
    /// <param name="amendment">From a step behind the current one, and none before that of the last amendment.</param>
    /// <exception cref="InputException">It comes too late or has no possible rate; nothing was changed.</exception>
    public void Amend(Amendment amendment)
    {
        string? refusal = amendment.From > Step
            ? Amendments.Refusal(amendment)
            : $"the run is at step {Step} already, the first one to amend is {Step.Next}";
        if (refusal is not null)
        {
            throw new InputException($"the learning rate cannot be amended from step {amendment.From} on: {refusal}");
        }

        Amendments.Add(amendment);
    }

    /// <summary>Brings the current parameters into the form that the products read, once per step.</summary>
    internal void EnsurePacked()
    {
        if (!isPacked)
        {
            pack.Reset(Model.PackTasks);
            Team.Run(pack);
            isPacked = true;
        }
    }

    /// <summary>Forgets what was derived from parameters that have been overwritten.</summary>
    internal void Invalidate() => isPacked = false;

    /// <summary>Computes each shard by itself again to say whose numbers are not finite.</summary>
    private NonFiniteException NonFinite(double loss, double norm)
    {
        for (int shard = 0; shard < Plan.Shards; shard++)
        {
            ShardGroup group = CreateGroup([shard]);
            Compute(group);
            NodeSum sum = group.Sums[0];
            if (!double.IsFinite(sum.Loss) || Hashing.NonFinite.IndexOf(sum.Gradient.Span) >= 0)
            {
                return new NonFiniteException(
                    $"step {Step.Next}: the {(double.IsFinite(sum.Loss) ? "gradient" : "loss")} of shard {shard} is "
                    + "no finite number; the update was not made. Lower the learning rate or clip the gradient");
            }
        }

        return new NonFiniteException(
            $"step {Step.Next}: loss {loss}, gradient norm {norm}: no finite number, though every shard's is; the "
            + "update was not made. Lower the learning rate or clip the gradient");
    }
}
