using RnnCluster.Kernels.Files;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Files;

/// <summary>
/// A file that the user names, as opposed to one in a run's folder: it may be a link, a device, a FIFO or
/// <c>/dev/stdin</c>.
/// </summary>
public static class UserFile
{
    /// <summary>
    /// The most that is read from what cannot seek, in bytes: it is kept in memory, and an array of .NET ends at about
    /// 2^31 bytes. More is refused by name; a regular file has no such bound.
    /// </summary>
    public const long PipedLengthMaxBytes = 2_000_000_000;

    private const int BufferBytes = 64 * 1024;

    /// <summary>Opens a file for reading. The stream can seek and knows its length.</summary>
    /// <param name="path">The file; what cannot seek is read to its end first.</param>
    /// <exception cref="InputException">It is missing, a folder, unreadable or too long for a pipe.</exception>
    public static Stream OpenRead(string path) => OpenRead(path, PipedLengthMaxBytes);

    /// <summary>As <see cref="OpenRead(string)"/>, with a bound small enough for a test.</summary>
    internal static Stream OpenRead(string path, long pipedLengthMaxBytes)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.CanSeek ? file : ReadToEnd(file, path, pipedLengthMaxBytes);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: there is no such file", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new InputException($"{path}: cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// Writes a file: a regular or a new one whole or not at all, through links to where they lead. A device, a FIFO
    /// and a socket are written to directly and stay what they are.
    /// </summary>
    /// <param name="path">The file; a missing folder is made.</param>
    /// <param name="content">Writes the content, from the beginning to the end.</param>
    /// <exception cref="InputException">It is a folder, or cannot be opened.</exception>
    /// <exception cref="StorageException">Writing failed.</exception>
    public static void Write(string path, Action<Stream> content)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Special:
                WriteDirectly(path, content);
                return;
            case FileKind.Folder:
                throw new InputException($"{path}: this is a folder, a file is needed");
            default:
                string target = Target(path);
                string name = Path.GetFileName(target);
                if (name.Length == 0)
                {
                    throw new InputException($"{path}: this names a folder, a file is needed");
                }

                string folder = Path.GetDirectoryName(target) ?? string.Empty;
                new DirectoryStorage(folder.Length == 0 ? "." : folder).Write(name, content);
                return;
        }
    }

    private static MemoryStream ReadToEnd(FileStream piped, string path, long lengthMaxBytes)
    {
        using (piped)
        {
            var content = new MemoryStream();
            byte[] block = new byte[BufferBytes];
            while (piped.Read(block) is int count and > 0)
            {
                if (content.Length + count > lengthMaxBytes)
                {
                    throw new InputException(
                        $"{path}: longer than {lengthMaxBytes} bytes, the most that is read from a pipe; "
                        + "name a regular file");
                }

                content.Write(block.AsSpan(0, count));
            }

            return content;
        }
    }

    private static string Target(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: the link cannot be followed: {fault.Message}", fault);
        }
    }

    private static void WriteDirectly(string path, Action<Stream> content)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferBytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {fault.Message}", fault);
        }

        try
        {
            using (stream)
            {
                content(stream);
            }
        }
        catch (IOException fault)
        {
            throw new StorageException($"{path}: cannot be written: {fault.Message}", fault);
        }
    }
}
