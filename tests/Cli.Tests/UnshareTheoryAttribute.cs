namespace RnnCluster.Cli.Tests;

/// <summary>A test with mounts of its own; where there can be none it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnshareTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<string?> Absence = new(Try);

    public UnshareTheoryAttribute() => Skip = Absence.Value;

    private static string? Try() => !OperatingSystem.IsLinux() || Environment.UserName != "root"
        ? "mounts of its own need Linux and root"
        : TmpfsFactAttribute.Run("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
            ? null
            : "this root may not have mounts of its own";
}
