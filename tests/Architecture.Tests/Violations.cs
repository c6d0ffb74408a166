namespace RnnCluster.Architecture.Tests;

/// <summary>Fails with every violation on a line of its own; Assert.Empty shows the first five.</summary>
internal static class Violations
{
    public static void EnsureNone(IEnumerable<string> violations)
    {
        string[] all = [.. violations];
        Assert.True(all.Length == 0, $"{all.Length} violations:\n{string.Join('\n', all)}");
    }
}
