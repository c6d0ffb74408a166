using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>The table of projects in docs/architecture.md: what the repository promises about its own layout.</summary>
internal static class ArchitectureTable
{
    private const string Heading = "| project | level | what it is | references | must never know |";

    public static IReadOnlyList<ArchitectureRow> Rows { get; } = Read();

    public static IEnumerable<ArchitectureRow> Real => Rows.Where(row => !row.IsPlanned);

    public static ArchitectureRow? Find(string project) => Rows.SingleOrDefault(row => row.Project == project);

    private static List<ArchitectureRow> Read()
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.Join("docs", "architecture.md"));
        int heading = Array.IndexOf(lines, Heading);
        Assert.True(heading >= 0, $"docs/architecture.md has no table that begins with {Heading}");
        return [.. lines.Skip(heading + 2).TakeWhile(line => line.StartsWith('|')).Select(ArchitectureRow.Parse)];
    }
}
