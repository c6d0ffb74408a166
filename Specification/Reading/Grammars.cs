using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace RnnCluster.Specification.Reading;

/// <summary>The grammars of all values. Numbers are written as in JSON, whatever the user's culture.</summary>
internal static partial class Grammars
{
    /// <summary>The word for an input without an embedding.</summary>
    public const string OneHot = "one-hot";

    /// <summary>The word for PyTorch's initialization.</summary>
    public const string DefaultInitialization = "default";

    /// <summary>Fractions that are meant to sum to one may exceed it by so much: 0.33 + 0.56 + 0.11 does.</summary>
    public const double SplitTolerance = 1e-9;

    public static readonly Grammar<bool> Flag = new("true or false", (SpecNode node, out bool value) =>
    {
        string? text = node is ScalarNode { IsQuoted: false } scalar ? scalar.Text : null;
        value = text == "true";
        return text is "true" or "false";
    });

    /// <summary>
    /// A run's name becomes a folder's name on every system: Windows drops a point at the end, and takes some names for
    /// devices, whatever stands behind a point.
    /// </summary>
    public static readonly Grammar<string> Name = new(
        "1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit, the last no '.', and no device of "
        + "Windows such as nul or com1",
        (SpecNode node, out string value) => IsText(node, out value) && NamePattern().IsMatch(value));

    public static readonly Grammar<string> FilePath = new("the path of a file", (SpecNode node, out string value) =>
        IsText(node, out value) && value.Trim().Length > 0 && !value.Any(char.IsControl));

    public static readonly Grammar<string> AnyText = new("text", IsText);

    /// <summary>Null stands for one-hot input.</summary>
    public static readonly Grammar<int?> Embedding = EmbeddingOf(SpecLimits.Width);

    /// <summary>The scalar form of an initialization; the other one is the mapping <c>{ uniform: a }</c>.</summary>
    public static readonly Grammar<double?> Initialization = new(
        $"{DefaultInitialization} or {{ uniform: a }}", (SpecNode node, out double? value) =>
        {
            value = null;
            return node is ScalarNode { Text: DefaultInitialization };
        })
    {
        Words = [DefaultInitialization],
    };

    public static readonly Grammar<(double Train, double Validation, double Test)> Split = new(
        "[train, validation, test], three fractions from 0 to 1 with a sum of at most 1 and train > 0",
        (SpecNode node, out (double Train, double Validation, double Test) value) =>
        {
            bool read = TryReadNumbers(node, SpecLimits.UnitInterval, 3, out double[] parts);
            value = read ? (parts[0], parts[1], parts[2]) : default;
            return read && value.Train > 0
                && value.Train + value.Validation + value.Test <= 1 + SplitTolerance;
        });

    public static readonly Grammar<(double Beta1, double Beta2)> Betas = new(
        "[beta1, beta2], two numbers >= 0 and < 1", (SpecNode node, out (double Beta1, double Beta2) value) =>
        {
            bool read = TryReadNumbers(node, SpecLimits.BelowOne, 2, out double[] parts);
            value = read ? (parts[0], parts[1]) : default;
            return read;
        });

    /// <summary>An integer of a range.</summary>
    public static Grammar<T> Integer<T>(IntegerRange range)
        where T : IBinaryInteger<T> => new(range.Expected, (SpecNode node, out T value) =>
    {
        bool read = TryReadInteger(node, range, out ulong wide);
        value = T.CreateTruncating(wide);
        return read;
    });

    /// <summary>A power of two of a range.</summary>
    public static Grammar<int> PowerOfTwo(IntegerRange range) => new(
        $"a power of two from {range.Min} to {range.Max}", (SpecNode node, out int value) =>
        {
            bool read = TryReadInteger(node, range, out ulong wide);
            value = (int)wide;
            return read && BitOperations.IsPow2(value);
        });

    /// <summary>A number of a range.</summary>
    public static Grammar<double> Number(NumberRange range) => new(
        range.Expected, (SpecNode node, out double value) => TryReadNumber(node, range, out value));

    private static Grammar<int?> EmbeddingOf(IntegerRange range) => new(
        $"{range.Expected} or {OneHot}", (SpecNode node, out int? value) =>
        {
            bool oneHot = node is ScalarNode { Text: OneHot };
            bool sized = TryReadInteger(node, range, out ulong wide);
            value = sized ? (int)wide : null;
            return oneHot || sized;
        })
    {
        Words = [OneHot],
    };

    private static bool IsText(SpecNode node, out string value)
    {
        value = node is ScalarNode { IsNothing: false } scalar ? scalar.Text : "";
        return node is ScalarNode { IsNothing: false };
    }

    private static bool TryReadInteger(SpecNode node, IntegerRange range, out ulong value)
    {
        value = 0;
        return node is ScalarNode { IsQuoted: false } scalar
            && IntegerPattern().IsMatch(scalar.Text)
            && ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && range.Contains(value);
    }

    private static bool TryReadNumber(SpecNode node, NumberRange range, out double value)
    {
        value = 0;
        bool read = node is ScalarNode { IsQuoted: false } scalar
            && NumberPattern().IsMatch(scalar.Text)
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value)
            && range.Contains(value);

        // Minus zero equals zero and must be written like it in the canonical form.
        value += 0.0;
        return read;
    }

    private static bool TryReadNumbers(SpecNode node, NumberRange range, int count, out double[] values)
    {
        double[] read = new double[count];
        values = read;
        return node is SequenceNode sequence
            && sequence.Items.Count == count
            && Enumerable.Range(0, count).All(i => TryReadNumber(sequence.Items[i], range, out read[i]));
    }

    [GeneratedRegex(
        @"\A(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z))[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\z")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberPattern();
}
