using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RnnCluster.Transport.Sharing;

/// <summary>
/// A file in memory that two processes of one machine map: its name, which nobody can guess, proves that they are on
/// one. It has no name any more as soon as both have it, so nothing is left behind, however they end.
/// </summary>
internal sealed class SharedFile : IDisposable
{
    /// <summary>Where Linux keeps files that are memory.</summary>
    private const string Folder = "/dev/shm";

    private const string Prefix = "rnncluster-";
    private const int RandomDigits = 32;

    /// <summary>Less is not worth the trouble.</summary>
    private const long BytesMin = 16L << 20;

    private readonly string path;
    private readonly SafeFileHandle handle;
    private readonly MemoryMappedFile file;

    private SharedFile(string name, SafeFileHandle handle, int bytesPerDirection, bool isCreator)
    {
        Name = name;
        BytesPerDirection = bytesPerDirection;
        path = Path.Combine(Folder, name);
        this.handle = handle;
        file = MemoryMappedFile.CreateFromFile(
            handle, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        SharedDirection first = View(0);
        SharedDirection second = View(bytesPerDirection);
        Outgoing = isCreator ? first : second;
        Incoming = isCreator ? second : first;
        OutgoingOffset = isCreator ? 0 : bytesPerDirection;
    }

    public string Name { get; }

    public int BytesPerDirection { get; }

    public SharedDirection Outgoing { get; }

    public SharedDirection Incoming { get; }

    /// <summary>Where <see cref="Outgoing"/> begins in the file.</summary>
    public long OutgoingOffset { get; }

    /// <summary>Makes a file as large as allowed and a quarter of what is free; it takes no memory yet.</summary>
    /// <returns>Null where there is no such memory, or too little.</returns>
    public static SharedFile? TryCreate(long bytesMax)
    {
        if (bytesMax <= 0 || !OperatingSystem.IsLinux() || !Directory.Exists(Folder))
        {
            return null;
        }

        string name = Prefix + RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true);
        string path = Path.Combine(Folder, name);
        long bytes;
        try
        {
            bytes = Math.Min(Math.Min(bytesMax, int.MaxValue), new DriveInfo(Folder).AvailableFreeSpace / 4);
            bytes -= bytes % BytesMin;
            if (bytes == 0)
            {
                return null;
            }

            using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            stream.SetLength(2 * bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(path);
            return null;
        }

        SharedFile? file = TryOpen(name, bytes, isCreator: true);
        if (file is null)
        {
            TryDelete(path);
        }

        return file;
    }

    /// <summary>Opens the file that a peer has made.</summary>
    /// <returns>Null if it cannot be opened here: the peer is on another machine, or has another view of it.</returns>
    public static SharedFile? TryOpen(string name, long bytesPerDirection) =>
        IsName(name) ? TryOpen(name, bytesPerDirection, isCreator: false) : null;

    /// <summary>Takes its name away; who has it open keeps it.</summary>
    public void Unlink() => TryDelete(path);

    /// <summary>
    /// Writes where nothing was written before: unlike a write to mapped memory it is refused, and kills nobody, where
    /// there is no memory left.
    /// </summary>
    /// <exception cref="IOException">There is none left.</exception>
    public void WriteFirst(int offset, ReadOnlySpan<byte> bytes) =>
        RandomAccess.Write(handle, bytes, OutgoingOffset + offset);

    public void Dispose()
    {
        Outgoing.Dispose();
        Incoming.Dispose();
        file.Dispose();
        handle.Dispose();
    }

    private static SharedFile? TryOpen(string name, long bytes, bool isCreator)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(
                Path.Combine(Folder, name),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete);
            if (bytes is >= BytesMin and <= int.MaxValue && RandomAccess.GetLength(handle) == 2 * bytes)
            {
                return new SharedFile(name, handle, (int)bytes, isCreator);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As if it were on another machine.
        }

        handle?.Dispose();
        return null;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Memory that cannot be written any more is none to share; its name goes with the machine's next start.
        }
    }

    private static bool IsName(string name) =>
        name.Length == Prefix.Length + RandomDigits
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower);

    private SharedDirection View(long offset) =>
        new(file.CreateViewAccessor(offset, BytesPerDirection), BytesPerDirection);
}
