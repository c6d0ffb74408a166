using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Files;

/// <summary>Asks the system what a path names; the runtime does not tell a device from a file.</summary>
public static unsafe partial class FileKinds
{
    /// <summary>What <c>statx(2)</c> fills, a part of which is read.</summary>
    private const int StatusBytes = 256;

    private const int ModeOffset = 28;
    private const int CurrentFolder = -100;
    private const uint WantsType = 1;
    private const int TypeMask = 0xF000;
    private const int TypeFolder = 0x4000;
    private const int TypeRegular = 0x8000;

    /// <summary>The kind of a path. Elsewhere than on Linux nothing is special.</summary>
    /// <param name="path">The path.</param>
    public static FileKind Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
        }

        byte* status = stackalloc byte[StatusBytes];

        // Safety: the system fills the buffer, which has the size of its structure.
        if (Ask(CurrentFolder, path, 0, WantsType, status) != 0)
        {
            return FileKind.Missing;
        }

        // Safety: an aligned field of two bytes within the buffer.
        return (*(ushort*)(status + ModeOffset) & TypeMask) switch
        {
            TypeRegular => FileKind.Regular,
            TypeFolder => FileKind.Folder,
            _ => FileKind.Special,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint mask, byte* status);
}
