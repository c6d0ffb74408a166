namespace RnnCluster.Specification.Reading;

/// <summary>A closed range of integers; nothing in a spec is negative.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
internal sealed record IntegerRange(ulong Min, ulong Max)
{
    /// <summary>Completes "expected ...".</summary>
    public string Expected => $"an integer from {Min} to {Max}";

    /// <summary>Whether a value lies in the range.</summary>
    public bool Contains(ulong value) => value >= Min && value <= Max;
}
