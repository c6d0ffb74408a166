using System.Text;
using System.Text.Json;
using RnnCluster.Dashboard.Api;
using RnnCluster.Learning.Checkpoints;

namespace RnnCluster.Dashboard.Shelf;

/// <summary>
/// What a folder says about its run: the newest checkpoint's manifest (docs/checkpoint-format.md), unchecked, and the
/// last line of its metrics.
/// </summary>
internal static class RunFolder
{
    private const string ManifestName = "manifest.json";
    private const string CheckpointPattern = "checkpoint-*";

    /// <summary>A line of metrics has about 200 bytes; the last whole one lies within this.</summary>
    private const int TailBytes = 4096;

    /// <summary>A larger manifest, one of a very large vocabulary, is not read for a table.</summary>
    private const int ManifestMaxBytes = 16 * 1024 * 1024;

    /// <summary>Whether a folder is one of a run.</summary>
    public static bool IsRun(DirectoryInfo directory)
    {
        try
        {
            return File.Exists(Path.Join(directory.FullName, MetricsLog.FileName))
                || directory.EnumerateDirectories(CheckpointPattern).Any();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads while somebody else writes.</summary>
    public static FileStream OpenShared(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>A row of the table; null if nothing of it can be read.</summary>
    public static RunSummary? TryRead(DirectoryInfo directory, RunDescription ours, bool isCurrent)
    {
        try
        {
            return Read(directory, ours, isCurrent);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Half-made, being deleted, or another program's: it is left out, as a file that is not there.
            return null;
        }
    }

    private static RunSummary Read(DirectoryInfo directory, RunDescription ours, bool isCurrent)
    {
        using JsonDocument? line = LastLine(Path.Join(directory.FullName, MetricsLog.FileName));
        using JsonDocument? manifest = NewestManifest(directory);
        JsonElement? root = manifest?.RootElement;
        JsonElement? progress = root?.GetProperty("progress");
        JsonElement? spec = root?.GetProperty("spec");
        return new RunSummary(
            directory.Name,
            isCurrent ? ours.Name : Text(spec, "name") ?? directory.Name,
            isCurrent ? ours.Id : Text(root, "runId") ?? string.Empty,
            isCurrent,
            line?.RootElement.GetProperty("step").GetInt64() ?? root?.GetProperty("step").GetInt64() ?? 0,
            Number(line?.RootElement, "loss") ?? Number(progress, "trainLoss"),
            Number(line?.RootElement, "validationLoss") ?? Number(progress, "validationLoss"),
            Text(root, "stateHash"),
            new DateTimeOffset(directory.LastWriteTimeUtc),
            isCurrent || root is null ? [] : SpecComparison.Of(root.Value.GetProperty("canonicalSpec"), ours.Spec));
    }

    private static JsonDocument? NewestManifest(DirectoryInfo directory)
    {
        FileInfo? file = directory.EnumerateDirectories(CheckpointPattern)
            .OrderByDescending(folder => folder.Name, StringComparer.Ordinal)
            .Select(folder => new FileInfo(Path.Join(folder.FullName, ManifestName)))
            .FirstOrDefault(manifest => manifest.Exists && manifest.Length <= ManifestMaxBytes);
        if (file is null)
        {
            return null;
        }

        using FileStream stream = OpenShared(file.FullName);
        return JsonDocument.Parse(stream);
    }

    private static JsonDocument? LastLine(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream stream = OpenShared(path);
        stream.Position = Math.Max(0, stream.Length - TailBytes);
        byte[] tail = new byte[Math.Min(stream.Length, TailBytes)];
        int length = stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        string text = Encoding.UTF8.GetString(tail, 0, length);
        int end = text.LastIndexOf('\n');
        return end <= 0 ? null : JsonDocument.Parse(text[(text.LastIndexOf('\n', end - 1) + 1)..end]);
    }

    private static string? Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out JsonElement text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static double? Number(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out JsonElement number)
        && number.ValueKind == JsonValueKind.Number
            ? number.GetDouble()
            : null;
}
