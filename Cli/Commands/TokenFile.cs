using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Commands;

/// <summary>A file that holds a dashboard's token, such as a mounted secret.</summary>
internal static class TokenFile
{
    /// <summary>The longest file that is read; a token has a few dozen characters.</summary>
    private const int LengthMaxBytes = 4096;

    /// <summary>Reads it, without the white space around it.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="file">Its path.</param>
    /// <exception cref="InputException">It cannot be read, or is empty.</exception>
    public static string Read(string option, string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            byte[] bytes = new byte[LengthMaxBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LengthMaxBytes
                ? Parse(option, file, Encoding.UTF8.GetString(bytes.AsSpan(0, length)).Trim())
                : throw new InputException(
                    $"{option} {file}: longer than {LengthMaxBytes} bytes; it is to hold a token alone");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option} {file}: cannot be read: {fault.Message}", fault);
        }
    }

    private static string Parse(string option, string file, string token)
    {
        if (token.Length == 0)
        {
            throw new InputException($"{option} {file}: the file is empty; it is to hold a token");
        }

        return token.All(static character => character is > ' ' and <= '~')
            ? token
            : throw new InputException(
                $"{option} {file}: it is to hold a token alone: one line of visible ASCII characters without blanks");
    }
}
