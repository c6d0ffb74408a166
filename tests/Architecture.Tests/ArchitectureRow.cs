using System.Globalization;

namespace RnnCluster.Architecture.Tests;

/// <summary>One project of the table.</summary>
/// <param name="Project">Its short name, which is its folder.</param>
/// <param name="Level">0 for the ground.</param>
/// <param name="References">Short names of the projects it refers to.</param>
/// <param name="IsPlanned">Whether there is nothing of it yet.</param>
internal sealed record ArchitectureRow(string Project, int Level, IReadOnlyList<string> References, bool IsPlanned)
{
    private const string PlannedMark = " *planned*";

    /// <summary>Reads a line of the table: name, level, what it is, references (or -), what it must not know.</summary>
    public static ArchitectureRow Parse(string line)
    {
        string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
        Assert.True(cells.Length == 5, $"docs/architecture.md: a row has 5 cells, this one {cells.Length}: {line}");
        bool isPlanned = cells[0].EndsWith(PlannedMark, StringComparison.Ordinal);
        string name = isPlanned ? cells[0][..^PlannedMark.Length] : cells[0];
        string[] references = cells[3] == "-" ? [] : cells[3].Split(", ");
        return new ArchitectureRow(name, int.Parse(cells[1], CultureInfo.InvariantCulture), references, isPlanned);
    }
}
