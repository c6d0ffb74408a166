using System.Text.Json;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Says in words why two runs are not one.</summary>
internal static class RunDifference
{
    private const int SpecDifferencesMax = 3;
    private const int ValueLengthMax = 40;

    /// <summary>The differences in spec, data and vocabulary; empty when there is none.</summary>
    public static List<string> Describe(RunIdentity saved, RunIdentity current)
    {
        var differences = new List<string>();
        if (!saved.CanonicalSpec.Span.SequenceEqual(current.CanonicalSpec.Span))
        {
            differences.Add(DescribeSpec(saved.CanonicalSpec, current.CanonicalSpec));
        }

        if (saved.DataHash != current.DataHash)
        {
            differences.Add($"the data differ (hash was {Shorten(saved.DataHash)}, is {Shorten(current.DataHash)})");
        }

        if (!saved.Vocabulary.Span.SequenceEqual(current.Vocabulary.Span))
        {
            differences.Add("the vocabulary differs");
        }

        if (saved.Origin != current.Origin)
        {
            differences.Add($"it began with {Text(saved.Origin)}, not with {Text(current.Origin)}");
        }

        return differences;
    }

    private static string DescribeSpec(ReadOnlyMemory<byte> saved, ReadOnlyMemory<byte> current)
    {
        using JsonDocument before = JsonDocument.Parse(saved);
        using JsonDocument now = JsonDocument.Parse(current);
        var found = new List<string>();
        Compare(before.RootElement, now.RootElement, string.Empty, found);
        if (found.Count == 0)
        {
            return "the spec differs";
        }

        string more = found.Count > SpecDifferencesMax ? $" and {found.Count - SpecDifferencesMax} more" : string.Empty;
        return $"the spec differs ({string.Join(", ", found.Take(SpecDifferencesMax))}{more})";
    }

    private static void Compare(JsonElement? saved, JsonElement? current, string path, List<string> found)
    {
        if (saved is { ValueKind: JsonValueKind.Object } before && current is { ValueKind: JsonValueKind.Object } now)
        {
            foreach (JsonProperty property in before.EnumerateObject())
            {
                JsonElement? other = now.TryGetProperty(property.Name, out JsonElement value) ? value : null;
                Compare(property.Value, other, Join(path, property.Name), found);
            }

            foreach (JsonProperty property in now.EnumerateObject())
            {
                if (!before.TryGetProperty(property.Name, out _))
                {
                    Compare(null, property.Value, Join(path, property.Name), found);
                }
            }
        }
        else if (saved?.GetRawText() != current?.GetRawText())
        {
            found.Add($"{(path.Length == 0 ? "it" : path)} was {Text(saved)}, is {Text(current)}");
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Text(RunOrigin? origin) => origin?.ToString() ?? "an initial state";

    private static string Text(JsonElement? value) => value is { } present ? Shorten(present.GetRawText()) : "absent";

    private static string Shorten(string text) =>
        text.Length <= ValueLengthMax ? text : string.Concat(text.AsSpan(0, ValueLengthMax), "...");
}
