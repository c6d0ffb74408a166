using RnnCluster.TestKit.Disks;

namespace RnnCluster.Cli.Tests;

/// <summary>A test with a real disk of its own; where there can be none it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskFactAttribute : FactAttribute
{
    public DiskFactAttribute(TestDiskKind kind)
    {
        Kind = kind;
        Skip = TestDisk.AbsenceOf(kind);
    }

    public TestDiskKind Kind { get; }
}
