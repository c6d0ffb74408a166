namespace RnnCluster.Telemetry.TensorBoard;

/// <summary>A text that TensorBoard shows as it is, and does not take for Markdown.</summary>
internal static class MarkdownCode
{
    private const int FenceMin = 3;

    /// <summary>Puts a text between fences that are longer than any in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">What it is written in; empty for nothing known.</param>
    public static string Of(string text, string language = "")
    {
        int longest = 0;
        int run = 0;
        foreach (char letter in text)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        string fence = new('`', Math.Max(FenceMin, longest + 1));
        return $"{fence}{language}\n{text.TrimEnd('\n')}\n{fence}\n";
    }
}
