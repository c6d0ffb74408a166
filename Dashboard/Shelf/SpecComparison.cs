using System.Text.Json;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Shelf;

/// <summary>Where another run's canonical spec differs from this run's, field by field.</summary>
internal static class SpecComparison
{
    /// <summary>More make a table nobody reads: the runs have little in common.</summary>
    public const int DifferencesMax = 50;

    private const string Absent = "absent";

    public static IReadOnlyList<SpecDifference> Of(JsonElement theirs, ReadOnlyMemory<byte> ours)
    {
        using JsonDocument document = JsonDocument.Parse(ours);
        var own = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var other = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(document.RootElement, string.Empty, own);
        Flatten(theirs, string.Empty, other);
        return
        [
            .. own.Keys.Union(other.Keys)
                .Order(StringComparer.Ordinal)
                .Select(path => new SpecDifference(
                    path, other.GetValueOrDefault(path, Absent), own.GetValueOrDefault(path, Absent)))
                .Where(difference => difference.Value != difference.Ours)
                .Take(DifferencesMax),
        ];
    }

    private static void Flatten(JsonElement value, string path, SortedDictionary<string, string> fields)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                Flatten(
                    property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", fields);
            }

            return;
        }

        fields[path] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }
}
