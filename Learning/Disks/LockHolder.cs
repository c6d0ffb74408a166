using System.Globalization;
using System.Text.Json;

namespace RnnCluster.Learning.Disks;

/// <summary>Who writes into a folder: what the file <c>lock</c> says to a second process and to people.</summary>
/// <param name="Process">The process's number on its machine.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="Since">Since when, in UTC.</param>
/// <param name="Command">The command line that started it.</param>
public sealed record LockHolder(int Process, string Machine, DateTimeOffset Since, string Command)
{
    /// <summary>A longer file is none of ours.</summary>
    private const int BytesMax = 16 * 1024;

    private const int CommandLengthMax = 1000;
    private static int openings;

    /// <summary>Differs between the openings of one process.</summary>
    private readonly int opening = Interlocked.Increment(ref openings);

    /// <summary>This process, from now on.</summary>
    /// <param name="time">The clock.</param>
    public static LockHolder OfThisProcess(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        string[] arguments = Environment.GetCommandLineArgs();
        string command = string.Join(' ', [Path.GetFileNameWithoutExtension(arguments[0]), .. arguments[1..]]);
        command = string.Concat(command.Take(CommandLengthMax).Where(character => !char.IsControl(character)));
        return new LockHolder(Environment.ProcessId, Environment.MachineName, time.GetUtcNow(), command);
    }

    /// <summary>One JSON object, the file's content.</summary>
    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("process", Process);
            json.WriteString("machine", Machine);
            json.WriteString("since", Text(Since));
            json.WriteString("command", Command);
            json.WriteNumber("opening", opening);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Reads what a holder wrote.</summary>
    /// <returns>For a message: who, where, since when.</returns>
    internal static string Describe(byte[] bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            return $"'{root.GetProperty("command").GetString()}', process {root.GetProperty("process").GetInt32()} on "
                + $"{root.GetProperty("machine").GetString()}, since {root.GetProperty("since").GetString()}";
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return "another process";
        }
    }

    /// <summary>Reads a file's first bytes, at most as many as a holder has.</summary>
    internal static byte[] Read(Stream file)
    {
        byte[] bytes = new byte[BytesMax];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static string Text(DateTimeOffset since) =>
        since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
