namespace RnnCluster.Cli.Tests;

/// <summary>A test that needs Python's standard library; where there is none it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Skip = folders.Any(folder => File.Exists(Path.Join(folder, "python3"))) ? null : "python3 is not installed";
    }
}
