using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Specification.Reading;

/// <summary>
/// The JSON forms to nodes, so that a spec inside a checkpoint passes the very checks that the user's YAML passes.
/// Nodes carry no lines: nobody wrote these by hand.
/// </summary>
internal static class JsonNodes
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = SpecDocument.DepthMax };

    /// <summary>Parses a JSON form.</summary>
    /// <exception cref="InputException">It is no JSON object.</exception>
    public static SpecDocument Parse(ReadOnlySpan<byte> json, string origin)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), Options);
            return Convert(document.RootElement, origin, "") is MappingNode root
                ? new SpecDocument(origin, root)
                : throw SpecDocument.Error(origin, 0, "", "no run spec; expected a JSON object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw SpecDocument.Error(origin, 0, "", $"the run spec is damaged: {exception.Message}", exception);
        }
    }

    private static SpecNode Convert(JsonElement element, string origin, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var entries = new List<SpecEntry>();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    SpecNode value = Convert(property.Value, origin, SpecDocument.Join(path, property.Name));
                    SpecDocument.Add(entries, new SpecEntry(property.Name, 0, value), origin, path);
                }

                return new MappingNode(0, entries);
            case JsonValueKind.Array:
                return new SequenceNode(0, [.. element.EnumerateArray().Select(item => Convert(item, origin, path))]);
            case JsonValueKind.String:
                return new ScalarNode(0, element.GetString()!, IsQuoted: true);
            default:
                return new ScalarNode(0, element.GetRawText(), IsQuoted: false);
        }
    }
}
