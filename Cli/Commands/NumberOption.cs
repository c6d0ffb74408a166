using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace RnnCluster.Cli.Commands;

/// <summary>Options that take a number, with a bound and a message of their own.</summary>
internal static class NumberOption
{
    /// <summary>A whole number with a default.</summary>
    public static Option<T> Whole<T>(string name, string help, T least, T most, Func<T> fallback)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            HelpName = "N",
            Description = help,
            DefaultValueFactory = _ => fallback(),
            CustomParser = result => ParseWhole(result, name, least, most) ?? default,
        };

    /// <summary>A whole number that may be absent.</summary>
    public static Option<T?> WholeIfAny<T>(string name, string help, T least, T most)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            HelpName = "N",
            Description = help,
            CustomParser = result => ParseWhole(result, name, least, most),
        };

    /// <summary>A number with a default.</summary>
    public static Option<double> Real(string name, string help, double least, double most, double fallback) => new(name)
    {
        HelpName = "X",
        Description = help,
        DefaultValueFactory = _ => fallback,
        CustomParser = result => ParseReal(result, name, least, most),
    };

    private static T? ParseWhole<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        string word = result.Tokens[0].Value;
        if (T.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out T value)
            && value >= least && value <= most)
        {
            return value;
        }

        result.AddError($"{name} '{word}': expected a whole number from {least} to {most}");
        return null;
    }

    private static double ParseReal(ArgumentResult result, string name, double least, double most)
    {
        string word = result.Tokens[0].Value;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(word, Style, CultureInfo.InvariantCulture, out double value)
            && value >= least && value <= most)
        {
            return value;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name} '{word}': expected a number from {least} to {most}"));
        return least;
    }
}
