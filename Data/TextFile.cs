using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// A text as a run sees it: strict UTF-8 without its byte order mark, unpacked if the name ends in .gz. Line ends stay
/// as they are in the file, and so do NUL characters.
/// </summary>
public sealed class TextFile
{
    /// <summary>
    /// The longest text, unpacked: 1 GB, as a .NET string holds no more than 2^30 characters. More is refused by name,
    /// which also stops a small packed file that would fill the memory.
    /// </summary>
    public const int LengthMaxBytes = 1_000_000_000;

    private const int BlockBytes = 1 << 16;

    private TextFile(string path, string text, string hash)
    {
        Path = path;
        Text = text;
        Hash = hash;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The text, at least one character.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the unpacked bytes without the mark, 64 lowercase hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Reads a text file.</summary>
    /// <param name="path">The file; .gz is unpacked.</param>
    /// <exception cref="InputException">It is missing, unreadable, damaged, empty, too long or not UTF-8.</exception>
    public static TextFile Read(string path) => Read(path, LengthMaxBytes);

    /// <summary>As <see cref="Read(string)"/>, with a bound small enough for a test.</summary>
    internal static TextFile Read(string path, int lengthMaxBytes)
    {
        byte[] bytes = ReadBytes(path, lengthMaxBytes);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        int start = bytes.AsSpan().StartsWith(mark) ? mark.Length : 0;
        ReadOnlySpan<byte> content = bytes.AsSpan(start);
        if (content.IsEmpty)
        {
            throw new InputException($"{path}: the file is empty; give a text with at least one character.");
        }

        if (WideText.Find(bytes) is { } encoding)
        {
            string command = $"iconv -f {encoding} -t UTF-8";
            throw new InputException(IsPacked(path)
                ? $"{path}: this is packed {encoding} text; convert it to UTF-8: gzip -dc | {command} | gzip."
                : $"{path}: this is {encoding} text; convert it to UTF-8: {command}.");
        }

        return Utf8.IsValid(content)
            ? new TextFile(path, Encoding.UTF8.GetString(content), Convert.ToHexStringLower(SHA256.HashData(content)))
            : throw InvalidUtf8(path, bytes, start);
    }

    private static InputException InvalidUtf8(string path, byte[] bytes, int start)
    {
        ReadOnlySpan<byte> content = bytes.AsSpan(start);
        if (PackedFile.Find(content) is { } kind)
        {
            string advice = (kind == PackedFile.Gzip, IsPacked(path)) switch
            {
                (true, false) => "let its name end in .gz",
                (_, true) => "it was packed twice: unpack it once",
                _ => "unpack it, or pack the text with gzip",
            };
            return new InputException($"{path}: this is {kind} data, a text is needed; {advice}.");
        }

        char[] discarded = new char[content.Length];
        Utf8.ToUtf16(content, discarded, out int valid, out _, replaceInvalidSequences: false);
        int line = content[..valid].Count((byte)'\n') + 1;
        string place = IsPacked(path) ? " of the unpacked text" : string.Empty;
        return new InputException(
            $"{path}: line {line}, byte offset {start + valid}{place}: 0x{content[valid]:X2} starts no valid UTF-8; "
            + "save the text as UTF-8.");
    }

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static byte[] ReadBytes(string path, int lengthMaxBytes)
    {
        if (Directory.Exists(path))
        {
            throw new InputException($"{path}: this is a directory; name a text file.");
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return IsPacked(path)
                ? Unpack(file, path, lengthMaxBytes)
                : ReadToEnd(file, path, lengthMaxBytes);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(
                $"{path}: this is no intact gzip file; copy or pack it again, "
                + "or take .gz off the name of a plain text.",
                exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: there is no such file; check the path.", exception);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path}: cannot be read ({exception.Message}).", exception);
        }
    }

    private static byte[] Unpack(Stream file, string path, int lengthMaxBytes)
    {
        var packed = new MemoryStream();
        ReadInto(packed, file, path, LengthMaxBytes);
        var content = new MemoryStream();
        GzipMembers.Unpack(
            packed.ToArray(), path, content, unpacked => ReadInto(content, unpacked, path, lengthMaxBytes));
        return content.ToArray();
    }

    private static byte[] ReadToEnd(Stream stream, string path, int lengthMaxBytes)
    {
        var content = new MemoryStream();
        ReadInto(content, stream, path, lengthMaxBytes);
        return content.ToArray();
    }

    private static void ReadInto(MemoryStream content, Stream stream, string path, int lengthMaxBytes)
    {
        byte[] block = new byte[BlockBytes];
        while (stream.Read(block) is int count and > 0)
        {
            content.Write(block.AsSpan(0, count));
            if (content.Length > lengthMaxBytes)
            {
                throw new InputException(
                    $"{path}: the text is longer than {lengthMaxBytes} bytes, the most that is read; "
                    + "give a part of it.");
            }
        }
    }
}
