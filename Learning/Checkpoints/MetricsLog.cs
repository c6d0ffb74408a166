using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The file <c>metrics.jsonl</c>: one JSON object a step, without times, so that equal runs have equal files. A line
/// reaches the operating system before <see cref="Append"/> returns. A run that resumes cuts the file back to its
/// checkpoint and writes the lines behind it again, to the same bytes.
/// <para>
/// A line that the disk did not take waits with those after it. What a failed write added is found again by the file's
/// length, and the line is completed. A length that this log did not write means that another program cut, moved or
/// deleted the file: what is left is kept, and the log goes on behind it.
/// </para>
/// </summary>
public sealed class MetricsLog : IDisposable
{
    /// <summary>The file's name in a run's output.</summary>
    public const string FileName = "metrics.jsonl";

    /// <summary>Where a file goes that holds lines which are not this log's.</summary>
    public const string DamagedName = FileName + ".damaged";

    private const int DigestHexLength = 32;

    private readonly IStorage storage;
    private readonly Action<string> warn;

    /// <summary>Whole lines that are not known to be in the file, in order.</summary>
    private readonly ArrayBufferWriter<byte> waiting = new();
    private readonly Utf8JsonWriter json;

    /// <summary>Null before the first line, and from a fault on until the file is opened again.</summary>
    private Stream? stream;

    /// <summary>Bytes of the file without those that wait: it ends with a whole line there.</summary>
    private long length;

    /// <summary>The file must be written anew: what the system holds of it may not be on the disk.</summary>
    private bool mustMend;

    private MetricsLog(IStorage storage, Action<string> warn)
    {
        this.storage = storage;
        this.warn = warn;
        json = new Utf8JsonWriter(waiting);
        stream = storage.OpenAppend(FileName);
        length = storage.LengthOf(FileName) ?? 0;
    }

    /// <summary>Bytes of the lines that wait for the disk.</summary>
    public int WaitingBytes => waiting.WrittenCount;

    /// <summary>How many lines wait for the disk.</summary>
    public int WaitingLines { get; private set; }

    /// <summary>The step of the first line that waits; meaningless if none does.</summary>
    public Step WaitingFrom { get; private set; }

    /// <summary>Begins an empty log; one that is there is replaced.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="warn">Gets a line when another program changed the file.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public static MetricsLog Create(IStorage storage, Action<string> warn)
    {
        storage.Write(FileName, _ => { });
        return new MetricsLog(storage, warn);
    }

    /// <summary>Cuts a log back to a step and continues it. The cut is atomic; a torn last line is dropped.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="step">The checkpoint's step: the last line that stays.</param>
    /// <param name="warn">Gets a line when lines are missing, or another program changed the file.</param>
    /// <param name="first">The step that the run began at: the one before its first line.</param>
    /// <exception cref="InputException">A line before the last is damaged, or the file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public static MetricsLog Resume(IStorage storage, Step step, Action<string> warn, Step first = default)
    {
        Step last = first;
        if (storage.Exists(FileName))
        {
            (Step, Step)? gap = null;
            storage.Write(FileName, cut => (last, gap) = MetricsLines.CutTo(first, step, storage, cut));
            if (gap is { } missing)
            {
                warn($"{storage.Locate(FileName)}: the lines of steps {missing.Item1} to {missing.Item2} are missing: "
                    + "another program cut or moved the file; the run goes on without them");
            }
        }

        if (last < step)
        {
            warn($"{storage.Locate(FileName)}: ends at step {last}, the checkpoint is of step {step}: "
                + "the lines between are lost");
        }

        return new MetricsLog(storage, warn);
    }

    /// <summary>Adds a line and writes all that wait.</summary>
    /// <param name="metrics">The step's values, all finite.</param>
    /// <exception cref="InputException">The file cannot be written; the line waits.</exception>
    /// <exception cref="StorageException">The disk is full or fails; the line waits.</exception>
    public void Append(in StepMetrics metrics)
    {
        Add(metrics);
        Write();
    }

    /// <summary>Adds a line to those that wait.</summary>
    /// <param name="metrics">The step's values, all finite.</param>
    public void Add(in StepMetrics metrics)
    {
        if (WaitingLines++ == 0)
        {
            WaitingFrom = metrics.Step;
        }

        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("step", metrics.Step.Value);
        json.WriteNumber("loss", metrics.Loss);
        if (metrics.ValidationLoss is { } validationLoss)
        {
            json.WriteNumber("validationLoss", validationLoss);
        }

        json.WriteNumber("rate", metrics.Rate);
        json.WriteNumber("norm", metrics.Norm);
        json.WriteBoolean("clipped", metrics.IsClipped);
        Span<char> digest = stackalloc char[DigestHexLength];
        Ensure.That(metrics.Digest.TryFormat(digest, out _, "x32", CultureInfo.InvariantCulture));
        json.WriteString("digest", digest);
        json.WriteEndObject();
        json.Flush();
        waiting.Write("\n"u8);
    }

    /// <summary>Writes the lines that wait.</summary>
    /// <exception cref="InputException">The file cannot be written; the lines wait on.</exception>
    /// <exception cref="StorageException">The disk is full or fails; the lines wait on.</exception>
    public void Write()
    {
        if (waiting.WrittenCount == 0)
        {
            return;
        }

        try
        {
            // Before the write: .NET writes where the file ended, so that one that was cut would get a hole. After it:
            // another file of the same length may have the name, and ours may have none.
            int written = stream is null ? Reopen() : 0;
            if (storage.LengthOf(FileName) != length + written)
            {
                BecomeMended();
            }

            stream!.Write(waiting.WrittenSpan[written..]);
            if (storage.LengthOf(FileName) != length + waiting.WrittenCount)
            {
                BecomeMended();
                stream.Write(waiting.WrittenSpan);
            }
        }
        catch
        {
            Close();
            throw;
        }

        length += waiting.WrittenCount;
        waiting.ResetWrittenCount();
        WaitingLines = 0;
    }

    /// <summary>
    /// Waits until all lines are on the disk. Called before a checkpoint is written, so that no checkpoint is ahead of
    /// its log after a power failure.
    /// </summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="StorageException">
    /// The disk is full or fails. What was written before may not be there: the next flush writes the whole file anew.
    /// </exception>
    public void Flush()
    {
        try
        {
            if (mustMend || stream is null)
            {
                Mend();
            }

            stream!.Flush();
        }
        catch
        {
            // The system reports a page that it could not write once, and takes it for clean from then on.
            mustMend = true;
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        Close();
    }

    /// <summary>Opens the file after a fault.</summary>
    /// <returns>How many bytes of those that wait the failed write has added.</returns>
    private int Reopen()
    {
        long? found = storage.LengthOf(FileName);
        long added = found - length ?? -1;
        if (mustMend)
        {
            Mend();
            return 0;
        }

        if (added < 0 || added > waiting.WrittenCount || !EndsWith(waiting.WrittenSpan[..(int)added]))
        {
            BecomeMended();
            return 0;
        }

        stream = storage.OpenAppend(FileName);
        return (int)added;
    }

    private bool EndsWith(ReadOnlySpan<byte> tail)
    {
        if (tail.IsEmpty)
        {
            return true;
        }

        using Stream file = storage.OpenRead(FileName);
        byte[] found = new byte[tail.Length];
        file.Position = length;
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length
            && tail.SequenceEqual(found);
    }

    private void BecomeMended()
    {
        warn($"{storage.Locate(FileName)}: another program cut, moved or deleted it: lines before step {WaitingFrom} "
            + $"may be missing; the run goes on with the line of step {WaitingFrom}");
        Mend();
    }

    /// <summary>Writes the file anew with the lines that it still has, and opens it.</summary>
    private void Mend()
    {
        Close();
        Step end = WaitingLines > 0 ? WaitingFrom : new Step(long.MaxValue);
        if (storage.Exists(FileName))
        {
            if (MetricsLines.HasOthers(storage, end))
            {
                MetricsLines.CopyTo(storage, DamagedName);
                warn($"{storage.Locate(FileName)}: holds lines that are not this log's; copied to {DamagedName}");
            }

            storage.Write(FileName, cut => MetricsLines.Salvage(storage, end, cut));
        }

        stream = storage.OpenAppend(FileName);
        length = storage.LengthOf(FileName) ?? 0;
        mustMend = false;
    }

    private void Close()
    {
        try
        {
            stream?.Dispose();
        }
        catch (Exception fault) when (fault is IOException or StorageException)
        {
            // The stream has no buffer: nothing is lost with it.
        }

        stream = null;
    }
}
