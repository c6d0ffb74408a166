namespace RnnCluster.Learning.Runs;

/// <summary>Symbols to evaluate a model on.</summary>
/// <param name="Name">What they are: <c>test</c>, <c>validation</c>, or the path of a file.</param>
/// <param name="Tokens">At least two tokens of the model's vocabulary.</param>
public sealed record EvaluationPart(string Name, ReadOnlyMemory<int> Tokens);
