namespace RnnCluster.Specification.Tests;

/// <summary>The files of the repository that tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Docs => Path.Combine(Root, "docs", "run-spec.md");

    public static string Examples => Path.Combine(Root, "examples");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RnnCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("RnnCluster.sln is in no folder above the tests.");
    }
}
