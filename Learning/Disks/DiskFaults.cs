using RnnCluster.Shared;

namespace RnnCluster.Learning.Disks;

/// <summary>Tells a file that cannot be used from a process that can use none.</summary>
internal static class DiskFaults
{
    private const int NoMemoryError = 12;
    private const int FilesOfSystemError = 23;
    private const int FilesOfProcessError = 24;

    /// <summary>
    /// Whether a fault of a storage says something of the one file: it is damaged, may not be read, or is on a bad
    /// sector, and another file may be sound. A lack of file handles or memory says nothing of it.
    /// </summary>
    /// <param name="fault">What the storage threw.</param>
    public static bool IsOfFile(Exception fault) => fault switch
    {
        InputException => true,
        StorageException => fault.InnerException?.HResult
            is not (NoMemoryError or FilesOfSystemError or FilesOfProcessError),
        _ => false,
    };
}
