namespace RnnCluster.TestKit.Disks;

/// <summary>What a <see cref="TestDisk"/> can do to a program.</summary>
public enum TestDiskKind
{
    /// <summary>A tmpfs of 512 KiB: ENOSPC, "No space left on device".</summary>
    Small,

    /// <summary>A tmpfs with room for three files and folders: ENOSPC where one is made.</summary>
    FewEntries,

    /// <summary>A subvolume of a btrfs with a limit of 1 MiB: EDQUOT, "Disk quota exceeded".</summary>
    Quota,

    /// <summary>An ext4 in an image whose reads or writes can be made to fail: EIO, "Input/output error".</summary>
    Faulty,
}
