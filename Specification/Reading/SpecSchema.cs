namespace RnnCluster.Specification.Reading;

/// <summary>
/// Every section and key of the language. The reader may ask for no key that is not here, so this list, which the
/// hints and the documentation's test are made from, is complete.
/// </summary>
internal static class SpecSchema
{
    public static readonly SectionSchema Root = new(
        "", "name", "seed", "task", "data", "model", "training", "validation", "checkpoints");

    public static readonly SectionSchema Data = new(
        "data", "text", "split", "train", "validation", "test", "tokenizer", "vocabulary", "lineEnd");

    public static readonly SectionSchema Model = new(
        "model", "embedding", "cell", "hidden", "layers", "dropout", "tied", "initialization");

    public static readonly SectionSchema Initialization = new("model.initialization", "uniform");

    public static readonly SectionSchema Training = new(
        "training", "batch", "window", "shards", "steps", "epochs", "loss", "clip", "optimizer", "schedule");

    public static readonly SectionSchema Loss = new("training.loss", "reduction");

    public static readonly SectionSchema Clip = new("training.clip", "norm", "value");

    public static readonly SectionSchema Optimizer = new(
        "training.optimizer",
        "kind",
        "rate",
        "weightDecay",
        new KeySchema("momentum", "sgd"),
        new KeySchema("dampening", "sgd"),
        new KeySchema("nesterov", "sgd"),
        new KeySchema("betas", "adam", "adamw"),
        new KeySchema("epsilon", "adam", "adamw"));

    public static readonly SectionSchema Schedule = new(
        "training.schedule",
        "kind",
        "warmup",
        new KeySchema("factor", "step"),
        new KeySchema("after", "step"),
        new KeySchema("final", "cosine"));

    public static readonly SectionSchema Validation = new("validation", "every", "lanes");

    public static readonly SectionSchema Checkpoints = new("checkpoints", "every", "keep");

    /// <summary>Only in the complete JSON form: where the spec came from.</summary>
    public static readonly SectionSchema Source = new("source", "path", "text");

    /// <summary>The spec in the complete JSON form.</summary>
    public static readonly SectionSchema CompleteRoot = new("", [.. Root.Keys, "source"]);

    /// <summary>The spec in the canonical form: what affects the bits.</summary>
    public static readonly SectionSchema CanonicalRoot = new("", "seed", "task", "data", "model", "training");

    /// <summary>The data in the canonical form: how the text is cut, not where it lies.</summary>
    public static readonly SectionSchema CanonicalData = new("data", "split", "tokenizer", "vocabulary", "lineEnd");

    /// <summary>The sections that users write, from the outside in.</summary>
    public static readonly IReadOnlyList<SectionSchema> Sections =
    [
        Root, Data, Model, Initialization, Training, Loss, Clip, Optimizer, Schedule, Validation, Checkpoints,
    ];
}
