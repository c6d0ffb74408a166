using System.Globalization;

namespace RnnCluster.Cli.Watching;

/// <summary>How numbers look to people: the same in every country.</summary>
internal static class Figures
{
    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>Nats, to the digit that two good runs differ in.</summary>
    public static string Loss(double nats) => nats.ToString("F4", Invariant);

    public static string Perplexity(double perplexity) => perplexity.ToString("F3", Invariant);

    /// <summary>A count with thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", Invariant);

    /// <summary>Three significant digits: more would only flicker.</summary>
    public static string Speed(double tokensPerSecond)
    {
        double unit = 1;
        while (tokensPerSecond >= 1000 * unit)
        {
            unit *= 10;
        }

        return (Math.Round(tokensPerSecond / unit) * unit).ToString("N0", Invariant);
    }

    /// <summary>A span of time with the two units that matter, such as <c>3 min 20 s</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{(int)span.TotalDays} d {span.Hours} h",
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        _ => $"{(int)Math.Round(span.TotalSeconds)} s",
    };
}
