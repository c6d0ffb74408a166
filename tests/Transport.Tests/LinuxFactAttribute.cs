namespace RnnCluster.Transport.Tests;

/// <summary>A test of memory that only Linux shares by a file's name.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/dev/shm"))
        {
            Skip = "needs Linux with /dev/shm";
        }
    }
}
