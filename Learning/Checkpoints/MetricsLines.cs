using System.Text;
using System.Text.Json;
using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Reads the lines of a <c>metrics.jsonl</c> and says which of them are a log's: steps that rise.</summary>
internal static class MetricsLines
{
    private const string MovedAway = "move the file away to resume without its history";

    /// <summary>Copies the lines up to a step; a torn last line is dropped.</summary>
    /// <param name="first">The step before the first one.</param>
    /// <param name="step">The last one.</param>
    /// <param name="storage">The run's output.</param>
    /// <param name="cut">Gets the lines.</param>
    /// <returns>The step of the last line, and the first steps between two lines that have none.</returns>
    /// <exception cref="InputException">A line before the last is none of a log.</exception>
    /// <exception cref="StorageException">The disk does not give a line back, or takes none.</exception>
    public static (Step Last, (Step From, Step To)? Gap) CutTo(
        Step first, Step step, IStorage storage, Stream cut)
    {
        using Stream old = Readable(() => storage.OpenRead(MetricsLog.FileName));
        using var reader = new StreamReader(old, Encoding.UTF8);
        Step last = first;
        (Step From, Step To)? gap = null;
        long number = 0;
        string? next = Readable(reader.ReadLine);
        while (next is { } line)
        {
            next = Readable(reader.ReadLine);
            number++;
            if (!TryReadStep(line, out Step lineStep) || lineStep <= last)
            {
                if (next is null)
                {
                    break;
                }

                throw new InputException(
                    $"{storage.Locate(MetricsLog.FileName)}: line {number} is no line of this log: repair it, or "
                    + MovedAway);
            }

            if (lineStep > step)
            {
                break;
            }

            gap ??= lineStep > last.Next ? (last.Next, new Step(lineStep.Value - 1)) : null;
            Write(cut, line);
            last = lineStep;
        }

        return (last, gap);
    }

    /// <summary>Whether there are lines that <see cref="Salvage"/> leaves out, a torn last one excepted.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="end">The step that the lines come before.</param>
    public static bool HasOthers(IStorage storage, Step end)
    {
        using Stream file = storage.OpenRead(MetricsLog.FileName);
        bool isTorn = !EndsWithLineFeed(file);
        using var reader = new StreamReader(file, Encoding.UTF8);
        Step last = Step.Zero;
        string? next = reader.ReadLine();
        while (next is { } line)
        {
            next = reader.ReadLine();
            bool isLine = TryReadStep(line, out Step step);
            if (isLine && step > last && step < end)
            {
                last = step;
            }
            else if (!(isLine && step >= end) && !(isTorn && next is null))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies the lines before a step whose steps rise, and leaves out all else.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="end">The step that the lines come before.</param>
    /// <param name="cut">Gets the lines.</param>
    public static void Salvage(IStorage storage, Step end, Stream cut)
    {
        using Stream old = storage.OpenRead(MetricsLog.FileName);
        using var reader = new StreamReader(old, Encoding.UTF8);
        Step last = Step.Zero;
        while (reader.ReadLine() is { } line)
        {
            if (TryReadStep(line, out Step step) && step > last && step < end)
            {
                Write(cut, line);
                last = step;
            }
        }
    }

    /// <summary>Copies the whole file.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="name">The copy's name.</param>
    public static void CopyTo(IStorage storage, string name)
    {
        using Stream old = storage.OpenRead(MetricsLog.FileName);
        storage.Write(name, old.CopyTo);
    }

    /// <summary>Reads from a log that a run resumes: where the disk fails the message says what to do.</summary>
    private static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StorageException fault) when (DiskFaults.IsOfFile(fault))
        {
            throw new StorageException($"{fault.Message.TrimEnd('.')}; check the disk, or {MovedAway}", fault);
        }
    }

    private static bool EndsWithLineFeed(Stream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Position = file.Length - 1;
        int last = file.ReadByte();
        file.Position = 0;
        return last == '\n';
    }

    private static void Write(Stream cut, string line) => cut.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private static bool TryReadStep(string line, out Step step)
    {
        step = Step.Zero;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("step", out JsonElement value)
                || value.ValueKind != JsonValueKind.Number
                || !value.TryGetInt64(out long number))
            {
                return false;
            }

            step = new Step(number);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
