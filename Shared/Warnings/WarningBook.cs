using System.Globalization;

namespace RnnCluster.Shared.Warnings;

/// <summary>
/// Which warnings of a process are worth a line. The first of a kind and source is told at once. Those that repeat it
/// are counted and told together, with the newest text, after 10 seconds, then after 20, 40 and so on up to 10 minutes
/// for as long as they come. One that was quiet for the longest of these is forgotten, and told at once again.
/// </summary>
/// <remarks>It has no clock and no lock: the caller says what time it is (<see cref="WarningDesk"/>).</remarks>
public sealed class WarningBook
{
    /// <summary>From the first telling of a warning to the first count of what repeats it.</summary>
    public static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(10);

    /// <summary>The longest time between two counts: an hour of the log still shows that it goes on.</summary>
    public static readonly TimeSpan IntervalMax = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sources of a kind that are told one by one: enough to name the machines of a small cluster. Those beyond, a
    /// million of them if somebody tries, share one entry. Kinds are words of the code, so the book is bounded.
    /// </summary>
    public const int SourcesMax = 16;

    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);

    /// <summary>Entries that are kept now.</summary>
    public int Count => kinds.Values.Sum(kind => kind.Sources.Count + (kind.Others is null ? 0 : 1));

    /// <summary>A warning has come.</summary>
    /// <param name="now">The time, from any start; it never goes back.</param>
    /// <param name="kind">What it is about, a word of the code.</param>
    /// <param name="source">Who or what caused it.</param>
    /// <param name="text">One sentence for a person.</param>
    /// <param name="due">Gets what is to be told now.</param>
    public void Add(TimeSpan now, string kind, string source, string text, List<string> due)
    {
        ArgumentNullException.ThrowIfNull(due);
        Advance(now, due);
        if (!kinds.TryGetValue(kind, out Kind? known))
        {
            kinds.Add(kind, known = new Kind());
        }

        Entry? entry = known.Sources.GetValueOrDefault(source);
        if (entry is null && known.Sources.Count == SourcesMax)
        {
            entry = known.Others;
        }

        if (entry is not null)
        {
            entry.Text = text;
            entry.Untold++;
            return;
        }

        entry = new Entry(text, now);
        if (known.Sources.Count < SourcesMax)
        {
            known.Sources.Add(source, entry);
        }
        else
        {
            known.Others = entry;
        }

        due.Add(text);
    }

    /// <summary>Time has passed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">Gets what is to be told now, in the order in which it came first.</param>
    public void Advance(TimeSpan now, List<string> due)
    {
        ArgumentNullException.ThrowIfNull(due);
        foreach ((string name, Kind kind) in kinds.ToArray())
        {
            foreach ((string source, Entry entry) in kind.Sources.ToArray())
            {
                if (entry.DueAt <= now && !Tell(entry, now, "", due))
                {
                    kind.Sources.Remove(source);
                }
            }

            if (kind.Others is { } others && others.DueAt <= now && !Tell(others, now, Elsewhere, due))
            {
                kind.Others = null;
            }

            if (kind.Sources.Count == 0 && kind.Others is null)
            {
                kinds.Remove(name);
            }
        }
    }

    /// <summary>The process ends: what was counted and not told yet is due, and the book is empty.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">Gets it.</param>
    public void Close(TimeSpan now, List<string> due)
    {
        ArgumentNullException.ThrowIfNull(due);
        foreach (Kind kind in kinds.Values)
        {
            foreach (Entry entry in kind.Sources.Values)
            {
                _ = Tell(entry, now, "", due);
            }

            if (kind.Others is { } others)
            {
                _ = Tell(others, now, Elsewhere, due);
            }
        }

        kinds.Clear();
    }

    private const string Elsewhere = ", from other sources as well";

    /// <returns>False if it was quiet for so long that it may be forgotten.</returns>
    private static bool Tell(Entry entry, TimeSpan now, string where, List<string> due)
    {
        bool wasQuiet = entry.Untold == 0;
        if (!wasQuiet)
        {
            due.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Text} ({entry.Untold:N0} more {(entry.Untold == 1 ? "time" : "times")} in the last "
                + $"{(now - entry.ToldAt).TotalSeconds:F0} s{where})"));
            entry.ToldAt = now;
            entry.Untold = 0;
        }

        bool isForgotten = wasQuiet && entry.Interval == IntervalMax;
        entry.Interval = entry.Interval * 2 < IntervalMax ? entry.Interval * 2 : IntervalMax;
        entry.DueAt = now + entry.Interval;
        return !isForgotten;
    }

    /// <summary>The warnings of a kind, by source.</summary>
    private sealed class Kind
    {
        /// <summary>In the order in which they came: at most <see cref="SourcesMax"/>.</summary>
        public OrderedDictionary<string, Entry> Sources { get; } = new(StringComparer.Ordinal);

        /// <summary>All sources beyond those; null while there are none.</summary>
        public Entry? Others { get; set; }
    }

    /// <summary>A warning that was told.</summary>
    private sealed class Entry(string text, TimeSpan now)
    {
        /// <summary>As it came last.</summary>
        public string Text { get; set; } = text;

        /// <summary>When it was told last, alone or with a count.</summary>
        public TimeSpan ToldAt { get; set; } = now;

        /// <summary>How often it has come since.</summary>
        public long Untold { get; set; }

        /// <summary>From the shortest to the longest time; doubles with each look at the entry.</summary>
        public TimeSpan Interval { get; set; } = IntervalMin;

        /// <summary>When it is looked at next.</summary>
        public TimeSpan DueAt { get; set; } = now + IntervalMin;
    }
}
