using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Watchers;

/// <summary>Server-sent events as bytes.</summary>
internal static class Frames
{
    /// <summary>How long a browser waits before it connects again, and that the stream has begun.</summary>
    public static ReadOnlyMemory<byte> Hello { get; } = "retry: 2000\n\n"u8.ToArray();

    /// <summary>Says that the connection lives.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ": alive\n\n"u8.ToArray();

    public static ReadOnlyMemory<byte> OfUpdate(Update update) =>
        Of("update", update.To, update, ApiJson.Default.Update);

    public static ReadOnlyMemory<byte> OfSnapshot(Snapshot snapshot) =>
        Of("snapshot", snapshot.Sequence, snapshot, ApiJson.Default.Snapshot);

    /// <summary>Without an id: it is no place to go on from.</summary>
    public static ReadOnlyMemory<byte> OfGap(long missed) =>
        Of("gap", id: null, new Gap(missed), ApiJson.Default.Gap);

    private static byte[] Of<T>(string name, long? id, T content, JsonTypeInfo<T> type)
    {
        // JSON of this kind has no line breaks, so it is one data line.
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(content, type);
        string head = id is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\nevent: {name}\ndata: ")
            : $"event: {name}\ndata: ";
        return [.. Encoding.ASCII.GetBytes(head), .. json, .. "\n\n"u8];
    }
}
