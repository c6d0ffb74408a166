using RnnCluster.Shared;

namespace RnnCluster.Specification.Reading;

/// <summary>The bounds of the language, from <see cref="Limits"/>, with the words for them.</summary>
internal static class SpecLimits
{
    /// <summary>Philox takes 64 bits of seed.</summary>
    public static readonly IntegerRange Seed = new(0, ulong.MaxValue);

    /// <summary>Widths of states and embeddings: a gate block of 4 widths squared still counts in 64 bits.</summary>
    public static readonly IntegerRange Width = new(1, Limits.WidthMax);

    /// <summary>Deeper stacks of recurrent layers do not train.</summary>
    public static readonly IntegerRange Layers = new(1, Limits.LayersMax);

    /// <summary>Lanes of a batch; with <see cref="Window"/> the rows of a step still count in 32 bits.</summary>
    public static readonly IntegerRange Lanes = new(1, Limits.LanesMax);

    /// <summary>Symbols of a window.</summary>
    public static readonly IntegerRange Window = new(1, Limits.WindowMax);

    /// <summary>See <see cref="Limits.ShardsMax"/>.</summary>
    public static readonly IntegerRange Shards = new(1, Limits.ShardsMax);

    /// <summary>Steps of a run: 300 years at 100 a second.</summary>
    public static readonly IntegerRange Steps = new(1, Limits.StepsMax);

    /// <summary>A distance in steps; 0 has a meaning of its own.</summary>
    public static readonly IntegerRange Distance = new(0, Limits.StepsMax);

    /// <summary>Passes over the training part.</summary>
    public static readonly IntegerRange Epochs = new(1, Limits.EpochsMax);

    /// <summary>Epochs before a decay begins.</summary>
    public static readonly IntegerRange After = new(0, Limits.EpochsMax);

    /// <summary>Words, <c>&lt;unk&gt;</c> and at least one other.</summary>
    public static readonly IntegerRange Vocabulary = new(2, Limits.VocabularyMax);

    /// <summary>Checkpoints that are kept.</summary>
    public static readonly IntegerRange Keep = new(1, Limits.CheckpointsMax);

    /// <summary>Rates, bounds, epsilons. fp32 products beyond 1e30 or below 1e-30 leave its range.</summary>
    public static readonly NumberRange Positive = new(
        "a number > 0 (1e-30 to 1e30)", x => x is >= Limits.PositiveMin and <= Limits.PositiveMax);

    /// <summary>Weight decay.</summary>
    public static readonly NumberRange NonNegative = new(
        "a number >= 0 (at most 1e30)", x => x is >= 0 and <= Limits.PositiveMax);

    /// <summary>Fractions that may be all.</summary>
    public static readonly NumberRange UnitInterval = new("a number from 0 to 1", x => x is >= 0 and <= 1);

    /// <summary>Probabilities and decays, where all would leave nothing.</summary>
    public static readonly NumberRange BelowOne = new("a number >= 0 and < 1", x => x is >= 0 and < 1);

    /// <summary>A factor that shrinks.</summary>
    public static readonly NumberRange Factor = new("a number > 0 and <= 1", x => x is > 0 and <= 1);
}
