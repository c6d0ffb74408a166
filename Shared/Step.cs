using System.Globalization;

namespace RnnCluster.Shared;

/// <summary>The number of updates that a state has behind it: the state after step k has seen k updates.</summary>
/// <param name="Value">Zero for a fresh run.</param>
public readonly record struct Step(long Value) : IComparable<Step>
{
    /// <summary>The state before the first update.</summary>
    public static Step Zero => default;

    /// <summary>The step after this one.</summary>
    public Step Next => new(Value + 1);

    /// <inheritdoc/>
    public int CompareTo(Step other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Step left, Step right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Step left, Step right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Step left, Step right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Step left, Step right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
