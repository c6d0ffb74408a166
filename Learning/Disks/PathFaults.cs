namespace RnnCluster.Learning.Disks;

/// <summary>
/// Tells a path that its user must mend from a disk that fails: both come from the system as exceptions of files.
/// </summary>
internal static class PathFaults
{
    /// <summary>ELOOP: links lead back to themselves. .NET has no type for it and keeps the system's number.</summary>
    private static readonly int LoopError = OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>Whether a fault says that a path is forbidden, too long, or leads to no place.</summary>
    /// <param name="fault">What the system said.</param>
    public static bool IsOfPath(Exception fault) =>
        fault is UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException
        || (fault is IOException && fault.HResult == LoopError);

    /// <summary>What is in the place of a folder, for a message; null if nothing is, or if it is a folder.</summary>
    /// <param name="path">The folder's path; the folders above it are looked at, too.</param>
    public static string? FindObstacle(string path)
    {
        for (string? each = path; !string.IsNullOrEmpty(each); each = Path.GetDirectoryName(each))
        {
            string name = each == path ? "it" : each;
            if (Directory.Exists(each))
            {
                return null;
            }

            if (new FileInfo(each).LinkTarget is not null)
            {
                return $"{name} is a link that leads to no folder";
            }

            if (File.Exists(each))
            {
                return $"{name} is a file, a folder is needed";
            }
        }

        return null;
    }
}
