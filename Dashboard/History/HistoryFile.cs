using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RnnCluster.Dashboard.Api;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.History;

/// <summary>
/// The file <c>dashboard.history</c>, as docs/dashboard.md draws it: a mark, a version, notes as JSON, the curves, and
/// a SHA-256 over all of it. Nothing in a run depends on it: one that is damaged is put aside.
/// </summary>
internal static class HistoryFile
{
    /// <summary>The file's name in a run's output.</summary>
    public const string Name = "dashboard.history";

    /// <summary>Where a damaged one goes.</summary>
    public const string DamagedName = Name + ".damaged";

    /// <summary>
    /// What is read at most. The curves take 2.4 MB, events, samples and checkpoints up to 5 MB, and the network's
    /// samples are thinned until the notes are below <see cref="NotesMaxBytes"/>.
    /// </summary>
    public const int LengthMaxBytes = 32 * 1024 * 1024;

    /// <summary>See <see cref="LengthMaxBytes"/>.</summary>
    public const int NotesMaxBytes = 24 * 1024 * 1024;

    private const int Version = 1;
    private const int HeadBytes = 16;
    private static readonly byte[] Mark = "RNNHIST\n"u8.ToArray();

    /// <summary>The file's bytes.</summary>
    public static byte[] Encode(HistoryNotes notes, StepCurves curves)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(notes, ApiJson.Default.HistoryNotes);
        while (json.Length > NotesMaxBytes && notes.Network.Count > 0)
        {
            notes = notes with { Network = [.. notes.Network.Where((_, index) => index % 2 == 1)] };
            json = JsonSerializer.SerializeToUtf8Bytes(notes, ApiJson.Default.HistoryNotes);
        }

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(Version);
            writer.Write(json.Length);
            writer.Write(json);
            curves.WriteTo(writer);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> made.</summary>
    /// <exception cref="InvalidDataException">It is torn, altered, or of another version.</exception>
    public static (HistoryNotes Notes, StepCurves Curves) Decode(byte[] bytes, RunDescription run)
    {
        if (bytes.Length < HeadBytes + SHA256.HashSizeInBytes || !bytes.AsSpan().StartsWith(Mark))
        {
            throw new InvalidDataException("it is no history of a dashboard");
        }

        ReadOnlySpan<byte> content = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            throw new InvalidDataException("it is torn or altered: its SHA-256 does not match");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(content[Mark.Length..]);
        if (version != Version)
        {
            throw new InvalidDataException($"version {version}, this program reads {Version}");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(content[(Mark.Length + sizeof(int))..]);
        if (length < 0 || length > content.Length - HeadBytes)
        {
            throw new InvalidDataException("its notes are longer than the file");
        }

        try
        {
            HistoryNotes notes =
                JsonSerializer.Deserialize(content.Slice(HeadBytes, length), ApiJson.Default.HistoryNotes)
                ?? throw new InvalidDataException("it has no notes");
            using var reader = new BinaryReader(
                new MemoryStream(bytes, HeadBytes + length, content.Length - HeadBytes - length));
            return (notes, StepCurves.ReadFrom(reader, run));
        }
        catch (Exception fault) when (fault is JsonException or EndOfStreamException)
        {
            throw new InvalidDataException("it is not as one is written: " + fault.Message, fault);
        }
    }

    /// <summary>Reads a run's file; null if there is none, or a damaged one, or another run's.</summary>
    /// <param name="storage">The output.</param>
    /// <param name="run">The run.</param>
    /// <param name="warn">Gets a line if the file cannot be used.</param>
    public static (HistoryNotes Notes, StepCurves Curves)? TryRead(
        IStorage storage, RunDescription run, Action<string> warn)
    {
        byte[]? bytes = null;
        try
        {
            if (!storage.Exists(Name))
            {
                return null;
            }

            bytes = ReadAll(storage);
            (HistoryNotes Notes, StepCurves Curves) read = Decode(bytes, run);
            return read.Notes.RunId == run.Id ? read : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or InputException
            or StorageException or IOException)
        {
            warn($"{storage.Locate(Name)}: {fault.Message}; the curves begin anew{PutAside(storage, bytes)}");
            return null;
        }
    }

    private static byte[] ReadAll(IStorage storage)
    {
        using Stream stream = storage.OpenRead(Name);
        if (stream.Length > LengthMaxBytes)
        {
            throw new InvalidDataException($"{stream.Length} bytes long, at most {LengthMaxBytes} are read");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string PutAside(IStorage storage, byte[]? bytes)
    {
        if (bytes is null)
        {
            return string.Empty;
        }

        try
        {
            storage.Write(DamagedName, stream => stream.Write(bytes));
            storage.Delete(Name);
            return $", the file lies in {DamagedName}";
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            // The next one that is written takes its place.
            return string.Empty;
        }
    }
}
