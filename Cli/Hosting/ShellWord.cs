namespace RnnCluster.Cli.Hosting;

/// <summary>An argument as a person types it into the shell of their system.</summary>
internal static class ShellWord
{
    private const string PlainLetters = "/._-+=,:@";

    /// <summary>Quotes an argument if it must be.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="isWindows">
    /// Whether the shell is one of Windows: its paths have backslashes, and it knows no single quotes.
    /// </param>
    public static string Of(string argument, bool isWindows)
    {
        bool isPlain = argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter)
            || PlainLetters.Contains(letter, StringComparison.Ordinal)
            || (isWindows && letter == '\\'));
        return isPlain ? argument
            : isWindows ? $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
