using RnnCluster.Shared;

namespace RnnCluster.Cli.Commands;

/// <summary>A file that holds a dashboard's token, such as a mounted secret.</summary>
internal static class TokenFile
{
    /// <summary>Reads it, without the white space around it.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="file">Its path.</param>
    /// <exception cref="InputException">It cannot be read, or is empty.</exception>
    public static string Read(string option, string file)
    {
        try
        {
            string token = File.ReadAllText(file).Trim();
            return token.Length > 0
                ? token
                : throw new InputException($"{option} {file}: the file is empty; it is to hold a token");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option} {file}: cannot be read: {fault.Message}", fault);
        }
    }
}
