namespace RnnCluster.Specification.Reading;

/// <summary>A range of numbers with the words for it.</summary>
/// <param name="Expected">Completes "expected ...".</param>
/// <param name="Contains">Whether a finite value lies in the range.</param>
internal sealed record NumberRange(string Expected, Func<double, bool> Contains);
