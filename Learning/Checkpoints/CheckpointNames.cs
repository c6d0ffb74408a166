using System.Globalization;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>The names of a run's files. Ordinal order of the folders is the order of their steps.</summary>
internal static class CheckpointNames
{
    public const string Latest = "latest";
    public const string Manifest = "manifest.json";
    public const string State = "state.safetensors";

    /// <summary>A state that is to take the place of another one of the same step.</summary>
    public const string NextState = "state.next.safetensors";

    /// <summary>All that a checkpoint's folder may hold; without the first one it is no checkpoint.</summary>
    public static readonly string[] Files = [Manifest, State, NextState];

    private const string Prefix = "checkpoint-";
    private const int Digits = 10;

    /// <summary>The folder of a step's checkpoint.</summary>
    public static string Folder(Step step) =>
        Prefix + step.Value.ToString("D" + Digits, CultureInfo.InvariantCulture);

    /// <summary>Whether a name is that of a checkpoint's folder.</summary>
    public static bool TryParse(string folder, out Step step)
    {
        step = default;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (!folder.StartsWith(Prefix, StringComparison.Ordinal)
            || !long.TryParse(folder.AsSpan(Prefix.Length), NumberStyles.None, invariant, out long value)
            || Folder(new Step(value)) != folder)
        {
            return false;
        }

        step = new Step(value);
        return true;
    }

    /// <summary>The name of a file in a folder; the empty folder is the storage itself.</summary>
    public static string In(string folder, string file) => folder.Length == 0 ? file : $"{folder}/{file}";
}
