using System.Globalization;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// How one text is cut: three parts, contiguous in this order. A part ends at floor(n * the fractions so far), n in
/// symbols; what the fractions leave over belongs to no part.
/// </summary>
/// <param name="Training">Fraction for training, more than 0.</param>
/// <param name="Validation">Fraction for validation, 0 for none.</param>
/// <param name="Test">Fraction for the test, 0 for none.</param>
public sealed record CorpusSplit(double Training, double Validation, double Test)
{
    /// <summary>Everything for training.</summary>
    public static CorpusSplit AllTraining { get; } = new(1, 0, 0);

    /// <summary>The end of each part.</summary>
    /// <param name="symbolCount">n, the length of the text in symbols.</param>
    /// <exception cref="InputException">The fractions make no split.</exception>
    internal (int Training, int Validation, int Test) Cut(int symbolCount)
    {
        foreach (double fraction in (ReadOnlySpan<double>)[Training, Validation, Test])
        {
            if (!(fraction is >= 0 and <= 1))
            {
                throw new InputException($"split {this}: every fraction must lie between 0 and 1.");
            }
        }

        // Decimal, because 0.9 + 0.05 is more than 0.95 in binary: the user's own digits decide where a part ends.
        decimal training = (decimal)Training;
        decimal validation = training + (decimal)Validation;
        decimal test = validation + (decimal)Test;
        if (training == 0)
        {
            throw new InputException($"split {this}: the training part must be more than 0.");
        }

        if (test > 1)
        {
            string sum = test.ToString(CultureInfo.InvariantCulture);
            throw new InputException($"split {this}: the fractions add up to {sum}; they may not exceed 1.");
        }

        return (
            (int)decimal.Floor(training * symbolCount),
            (int)decimal.Floor(validation * symbolCount),
            (int)decimal.Floor(test * symbolCount));
    }

    /// <summary>The fractions as a spec writes them.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"[{Training}, {Validation}, {Test}]");
}
