namespace RnnCluster.Kernels.Files;

/// <summary>What a path names, through links.</summary>
public enum FileKind
{
    /// <summary>Nothing that can be reached.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a FIFO or a socket: written to as it is, never replaced.</summary>
    Special,
}
