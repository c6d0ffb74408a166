using RnnCluster.Shared;

namespace RnnCluster.Specification.Reading;

/// <summary>A spec as parsed, before anything is known about its keys, with the name that messages give it.</summary>
/// <param name="Origin">The file that the user knows it by.</param>
/// <param name="Root">The outermost mapping.</param>
internal sealed record SpecDocument(string Origin, MappingNode Root)
{
    /// <summary>How deep values may nest. A spec needs 4; the bound keeps a hostile file off the stack.</summary>
    public const int DepthMax = 16;

    /// <summary>The one shape of all messages: <c>file(line): key: problem</c>.</summary>
    /// <param name="origin">The file.</param>
    /// <param name="line">The line, from 1; 0: left out.</param>
    /// <param name="key">The dotted key; empty: left out.</param>
    /// <param name="problem">What is wrong; what is expected.</param>
    /// <param name="fault">The exception behind it, if there is one.</param>
    public static InputException Error(
        string origin, int line, string key, string problem, Exception? fault = null)
    {
        string place = line > 0 ? $"{origin}({line}): " : $"{origin}: ";
        string subject = key.Length > 0 ? $"{key}: " : "";
        string message = Printable(place + subject + problem);
        return fault is null ? new InputException(message) : new InputException(message, fault);
    }

    /// <summary>Pairs a new key with its value, refusing one that is there already.</summary>
    public static void Add(List<SpecEntry> entries, SpecEntry entry, string origin, string path)
    {
        SpecEntry? first = entries.Find(other => other.Key == entry.Key);
        if (first is not null)
        {
            string where = first.Line > 0 ? $", first in line {first.Line}" : "";
            throw Error(origin, entry.Line, Join(path, entry.Key), $"written twice{where}; keep one");
        }

        entries.Add(entry);
    }

    /// <summary>The dotted name of a key in a section.</summary>
    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Control characters of a damaged file must not reach a terminal, nor break the line.</summary>
    private static string Printable(string message) =>
        string.Concat(message.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
