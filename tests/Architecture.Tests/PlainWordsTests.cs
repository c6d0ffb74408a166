using System.Text.RegularExpressions;

namespace RnnCluster.Architecture.Tests;

/// <summary>Words that mark a sentence to rewrite: name the subject and use the plain verb.</summary>
public sealed partial class PlainWordsTests
{
    /// <summary>A folder that is plain stays plain. The one line in Cli is a message that a test pins.</summary>
    [Theory]
    [InlineData("Cli/", 1)]
    [InlineData("Dashboard/Web/", 0)]
    public void ALineWithSuchAWordIsRewritten(string folder, int pinned)
    {
        string[] found =
        [
            .. from path in SourceTree.Sources
               where path.StartsWith(folder, StringComparison.Ordinal)
               from line in SourceTree.ReadLines(path).Select((text, index) => (Number: index + 1, Text: text))
               where Marked().IsMatch(line.Text)
               select $"{path}({line.Number}): {line.Text.Trim()}",
        ];

        Assert.True(found.Length == pinned, $"{found.Length} lines, not {pinned}:\n{string.Join('\n', found)}");
    }

    [GeneratedRegex(
        @"\b(whoever|nobody|anybody|somebody|as ever|so many|(is|are|was|were|been) told|lies|stands)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Marked();
}
