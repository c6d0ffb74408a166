namespace RnnCluster.Data;

/// <summary>A stretch of time in which the same rows of an <see cref="EvaluationLanes"/> are at work.</summary>
/// <param name="Start">Offset of the first target within each lane.</param>
/// <param name="Steps">Time steps, 1 .. the window.</param>
/// <param name="Rows">How many rows are active: rows 0 .. Rows - 1.</param>
public readonly record struct EvaluationSegment(int Start, int Steps, int Rows);
