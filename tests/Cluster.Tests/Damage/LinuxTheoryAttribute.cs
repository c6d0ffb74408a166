namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>Runs where processes of one machine share memory: under Linux (docs/transport.md).</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "only Linux has /dev/shm";
        }
    }
}
