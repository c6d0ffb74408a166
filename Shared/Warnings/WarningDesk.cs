namespace RnnCluster.Shared.Warnings;

/// <summary>
/// Where all parts of a process bring their warnings, on any thread: a <see cref="WarningBook"/> with a clock and a
/// lock. What is worth a line goes on to everything that shows the run, alike.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tell">Takes what is to be told: one sentence for a person. Not called under a lock.</param>
public sealed class WarningDesk(TimeProvider time, Action<string> tell)
{
    private readonly Lock gate = new();
    private readonly WarningBook book = new();
    private readonly long start = time.GetTimestamp();

    /// <summary>Brings a warning.</summary>
    /// <param name="kind">What it is about, a word of the code.</param>
    /// <param name="source">Who or what caused it; a warning with the same kind and source repeats it.</param>
    /// <param name="text">One sentence for a person.</param>
    public void Add(string kind, string source, string text) =>
        Do((now, due) => book.Add(now, kind, source, text, due));

    /// <summary>Tells the counts that are due. To be called now and then; seconds are often enough.</summary>
    public void Advance() => Do(book.Advance);

    /// <summary>Tells what was counted and not told yet.</summary>
    public void Close() => Do(book.Close);

    private void Do(Action<TimeSpan, List<string>> action)
    {
        var due = new List<string>();
        lock (gate)
        {
            action(time.GetElapsedTime(start), due);
        }

        due.ForEach(tell);
    }
}
