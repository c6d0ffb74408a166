namespace RnnCluster.Specification.Reading;

/// <summary>The fixed words of the language.</summary>
internal static class SpecChoices
{
    public static readonly Choices<RunTask> Task = new(("language-model", RunTask.LanguageModel));

    public static readonly Choices<TokenizerKind> Tokenizer = new(
        ("character", TokenizerKind.Character), ("word", TokenizerKind.Word));

    public static readonly Choices<CellKind> Cell = new(
        ("lstm", CellKind.Lstm),
        ("gru", CellKind.Gru),
        ("rnn-tanh", CellKind.RnnTanh),
        ("rnn-relu", CellKind.RnnRelu),
        ("rnn", CellKind.RnnTanh));

    public static readonly Choices<LossReduction> Reduction = new(
        ("target", LossReduction.Target), ("sequence", LossReduction.Sequence));

    public static readonly Choices<OptimizerKind> Optimizer = new(
        ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW));

    public static readonly Choices<ScheduleKind> Schedule = new(
        ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("cosine", ScheduleKind.Cosine));

    /// <summary>The words of <c>training.optimizer.kind</c>.</summary>
    internal enum OptimizerKind
    {
        Sgd,
        Adam,
        AdamW,
    }

    /// <summary>The words of <c>training.schedule.kind</c>.</summary>
    internal enum ScheduleKind
    {
        Constant,
        Step,
        Cosine,
    }
}
