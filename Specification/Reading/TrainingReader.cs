using System.Diagnostics;
using System.Numerics;
using static RnnCluster.Specification.Reading.Grammars;

namespace RnnCluster.Specification.Reading;

/// <summary>Reads the section <c>training</c>.</summary>
internal static class TrainingReader
{
    private const int DefaultShards = 8;

    /// <summary>Reads the section.</summary>
    public static TrainingSpec Read(MappingReader training)
    {
        int batch = training.Read("batch", Integer<int>(SpecLimits.Lanes));
        int window = training.Read("window", Integer<int>(SpecLimits.Window));
        int shards = training.Read("shards", PowerOfTwo(SpecLimits.Shards), ShardsFor(batch));
        training.Demand(
            shards <= batch,
            "shards",
            $"{shards} shards for a batch of {batch}; expected at most one per lane: a power of two up to {batch}");
        bool bySteps = training.ReadsFirstOf("steps", "epochs");
        long? steps = bySteps ? training.Read("steps", Integer<long>(SpecLimits.Steps)) : null;
        int? epochs = bySteps ? null : training.Read("epochs", Integer<int>(SpecLimits.Epochs));
        LossReduction reduction = training.MaybeSection(SpecSchema.Loss)?
            .Read("reduction", SpecChoices.Reduction.Grammar, LossReduction.Target) ?? LossReduction.Target;
        ClipSpec? clip = training.MaybeSection(SpecSchema.Clip) is { } section ? ReadClip(section) : null;
        OptimizerSpec optimizer = ReadOptimizer(training.Section(SpecSchema.Optimizer));
        ScheduleSpec schedule = training.MaybeSection(SpecSchema.Schedule) is { } curve
            ? ReadSchedule(curve, steps)
            : new ConstantScheduleSpec(Warmup: 0);
        return new TrainingSpec(batch, window, shards, steps, epochs, reduction, clip, optimizer, schedule);
    }

    /// <summary>A batch of fewer lanes than the default has shards gets the largest power of two that fits.</summary>
    private static int ShardsFor(int batch) =>
        Math.Min(DefaultShards, 1 << BitOperations.Log2((uint)batch));

    private static ClipSpec ReadClip(MappingReader clip) => clip.ReadsFirstOf("norm", "value")
        ? new ClipSpec(ClipKind.Norm, clip.Read("norm", Number(SpecLimits.Positive)))
        : new ClipSpec(ClipKind.Value, clip.Read("value", Number(SpecLimits.Positive)));

    private static OptimizerSpec ReadOptimizer(MappingReader optimizer)
    {
        SpecChoices.OptimizerKind kind = optimizer.ReadKind(SpecChoices.Optimizer);
        double rate = optimizer.Read("rate", Number(SpecLimits.Positive), 1e-3);
        bool decoupled = kind == SpecChoices.OptimizerKind.AdamW;
        double weightDecay = optimizer.Read("weightDecay", Number(SpecLimits.NonNegative), decoupled ? 1e-2 : 0.0);
        return kind == SpecChoices.OptimizerKind.Sgd
            ? ReadSgd(optimizer, rate, weightDecay)
            : ReadAdam(optimizer, rate, weightDecay, decoupled);
    }

    private static SgdSpec ReadSgd(MappingReader optimizer, double rate, double weightDecay)
    {
        double momentum = optimizer.Read("momentum", Number(SpecLimits.BelowOne), 0.0);
        double dampening = optimizer.Read("dampening", Number(SpecLimits.UnitInterval), 0.0);
        bool nesterov = optimizer.Read("nesterov", Flag, false);
        optimizer.Demand(
            !nesterov || (momentum > 0 && dampening == 0),
            "nesterov",
            "needs a momentum > 0 and no dampening");
        return new SgdSpec(rate, weightDecay, momentum, dampening, nesterov);
    }

    private static AdamSpec ReadAdam(MappingReader optimizer, double rate, double weightDecay, bool decoupled)
    {
        (double beta1, double beta2) = optimizer.Read("betas", Betas, (0.9, 0.999));
        double epsilon = optimizer.Read("epsilon", Number(SpecLimits.Positive), 1e-8);
        return new AdamSpec(rate, weightDecay, beta1, beta2, epsilon, decoupled);
    }

    private static ScheduleSpec ReadSchedule(MappingReader schedule, long? steps)
    {
        SpecChoices.ScheduleKind kind = schedule.ReadKind(SpecChoices.Schedule);
        long warmup = schedule.Read("warmup", Integer<long>(SpecLimits.Distance), 0L);
        schedule.Demand(
            steps is null || warmup < steps,
            "warmup",
            $"{warmup} steps of warm-up in a run of {steps}; expected fewer than training.steps");
        return kind switch
        {
            SpecChoices.ScheduleKind.Constant => new ConstantScheduleSpec(warmup),
            SpecChoices.ScheduleKind.Step => new StepScheduleSpec(
                warmup,
                schedule.Read("factor", Number(SpecLimits.Factor)),
                schedule.Read("after", Integer<int>(SpecLimits.After))),
            SpecChoices.ScheduleKind.Cosine => new CosineScheduleSpec(
                warmup, schedule.Read("final", Number(SpecLimits.UnitInterval), 0.0)),
            _ => throw new UnreachableException(),
        };
    }
}
