using System.Globalization;
using System.Text;

namespace RnnCluster.Cli.Hosting;

/// <summary>Text of any origin as one line that a terminal shows harmlessly.</summary>
internal static class OneLine
{
    /// <summary>Room for a few paths of the greatest length; what is wrong is at the beginning or at the end.</summary>
    private const int LengthMax = 2000;

    private const int TailLength = 500;
    private const string Gap = " [...] ";

    /// <summary>Escapes control characters and line ends, and leaves out the middle of what is too long.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder();
        foreach (char character in Shorten(text))
        {
            if (IsPlain(character))
            {
                line.Append(character);
            }
            else
            {
                line.Append(character switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                });
            }
        }

        return line.ToString();
    }

    /// <summary>Whether a character neither ends the line nor controls a terminal.</summary>
    public static bool IsPlain(char character) =>
        !char.IsControl(character) && character is not ('\u2028' or '\u2029');

    private static string Shorten(string text) => text.Length <= LengthMax
        ? text
        : string.Concat(text.AsSpan(0, LengthMax - TailLength), Gap, text.AsSpan(text.Length - TailLength));
}
