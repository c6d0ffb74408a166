using System.Diagnostics;

namespace RnnCluster.Cli.Tests;

/// <summary>A test with a small disk of its own; where it may not be mounted the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Absence = new(Try);

    public TmpfsFactAttribute() => Skip = Absence.Value;

    /// <summary>Runs a program to its end.</summary>
    internal static bool Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "mounting a small disk needs Linux and root";
        }

        string folder = Directory.CreateTempSubdirectory("rnncluster-tmpfs-").FullName;
        bool isMounted = Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder);
        _ = isMounted && Run("umount", folder);
        Directory.Delete(folder);
        return isMounted ? null : "this root may not mount a tmpfs";
    }
}
