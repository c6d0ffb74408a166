namespace RnnCluster.Cli.Hosting;

/// <summary>Whether standard output can be drawn on, or gets plain lines.</summary>
internal static class TerminalRule
{
    /// <summary>Decides from what a process knows about its standard output.</summary>
    /// <param name="isRedirected">Whether it is a file or a pipe.</param>
    /// <param name="term">The variable <c>TERM</c>; null or empty if it is not set.</param>
    /// <param name="isWindows">Windows sets no <c>TERM</c>, and its consoles can be drawn on.</param>
    public static bool CanDraw(bool isRedirected, string? term, bool isWindows) =>
        !isRedirected && term != "dumb" && (isWindows || !string.IsNullOrEmpty(term));
}
