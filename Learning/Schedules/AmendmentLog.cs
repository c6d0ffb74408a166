using System.Globalization;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Schedules;

/// <summary>
/// The amendments of a run in their order, which is part of its state: steps ascend, and of two from one step the
/// later one holds.
/// </summary>
public sealed class AmendmentLog
{
    /// <summary>
    /// The most amendments: one a minute for almost three days. It bounds what a state grows by to 64 KiB.
    /// </summary>
    public const int CountMax = 4096;

    // The bounds of a spec's rate: fp32 products leave its range beyond them.
    private const double RateMin = 1e-30;
    private const double RateMax = 1e30;

    private readonly List<Amendment> entries = [];

    /// <summary>The amendments in order.</summary>
    public IReadOnlyList<Amendment> Entries => entries;

    /// <summary>The base rate of the update that leads away from a step; null if it is the spec's.</summary>
    /// <param name="step">k, from 0.</param>
    public double? RateAt(Step step)
    {
        for (int index = entries.Count - 1; index >= 0; index--)
        {
            if (entries[index].From <= step)
            {
                return entries[index].Rate;
            }
        }

        return null;
    }

    /// <summary>Why an amendment cannot be the next one; null if it can.</summary>
    /// <param name="amendment">The amendment.</param>
    /// <returns>A sentence for a person.</returns>
    public string? Refusal(Amendment amendment)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (amendment.Rate is not (>= RateMin and <= RateMax))
        {
            return string.Create(invariant, $"the rate {amendment.Rate} is not a number > 0 (1e-30 to 1e30)");
        }

        if (amendment.From < Step.Zero)
        {
            return $"there is no step {amendment.From}";
        }

        if (entries.Count > 0 && amendment.From < entries[^1].From)
        {
            return $"step {amendment.From} lies before step {entries[^1].From}, which is amended already";
        }

        return entries.Count == CountMax ? $"a run has at most {CountMax} amendments" : null;
    }

    /// <summary>Appends an amendment that is not refused.</summary>
    internal void Add(Amendment amendment)
    {
        Ensure.That(Refusal(amendment) is null);
        entries.Add(amendment);
    }
}
