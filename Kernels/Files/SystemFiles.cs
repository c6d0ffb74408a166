using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RnnCluster.Kernels.Files;

/// <summary>
/// What Unix systems do with files and .NET has no method for: folders that are flushed to the disk, locks that report
/// whether there are any, and files that are read although they are locked.
/// </summary>
public static partial class SystemFiles
{
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int InterruptedError = 4;
    private const int AccessError = 13;

    private static readonly int WouldBlockError = OperatingSystem.IsMacOS() ? 35 : 11;

    // Read-only, and closed in the processes that this one starts.
    private static readonly int OpenFlags = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>
    /// Waits until the entries of a folder are on the disk: files that were made, renamed or deleted there. Windows has
    /// no such call, and file systems that order their entries need none: there nothing happens.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The folder cannot be opened, or the disk fails.</exception>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = OpenFile(path, OpenFlags);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == AccessError)
            {
                // A folder that may be written and not read: its entries cannot be flushed by its writer.
                return;
            }

            throw Failed(path, error);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>
    /// Locks an open file against every other opening of it, in this process and in others. The system gives the lock
    /// back when the file is closed, also by the end of the process.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <returns>True if it is locked, false if another holds the lock, null if this file system has no locks.</returns>
    public static bool? TryLock(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        int answer;
        int error;
        do
        {
            answer = Lock(file, LockExclusive | LockWithoutWaiting);
            error = Marshal.GetLastPInvokeError();
        }
        while (answer != 0 && error == InterruptedError);

        return answer == 0 ? true : error == WouldBlockError ? false : null;
    }

    /// <summary>Whether a fault of the system means that a lock is held elsewhere.</summary>
    /// <param name="fault">What opening a file threw.</param>
    public static bool IsHeld(IOException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        return OperatingSystem.IsWindows()
            ? fault.HResult == WindowsSharingViolation
            : fault.HResult == WouldBlockError;
    }

    /// <summary>Opens a file for reading, whether it is locked or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The stream; null if there is no such file or it cannot be read.</returns>
    /// <exception cref="IOException">The system has no files left to give, or the disk fails.</exception>
    public static FileStream? TryOpenUnlocked(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path)
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : null;
        }

        int descriptor = OpenFile(path, OpenFlags);
        if (descriptor >= 0)
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        }

        const int NoEntryError = 2;
        const int NoFolderError = 20;
        int error = Marshal.GetLastPInvokeError();
        return error is NoEntryError or NoFolderError or AccessError ? null : throw Failed(path, error);
    }

    private static IOException Failed(string path, int error) =>
        new($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
