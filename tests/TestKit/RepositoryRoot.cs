using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>Finds the files of the repository from wherever a test's assembly runs.</summary>
public static class RepositoryRoot
{
    /// <summary>The absolute path of the folder that holds RnnCluster.sln.</summary>
    public static string Path { get; } = Find();

    /// <summary>The absolute path of something in the repository.</summary>
    /// <param name="parts">The path below the root, part by part.</param>
    /// <returns>The path; nothing says that it exists.</returns>
    public static string Join(params string[] parts) =>
        System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "RnnCluster.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        Ensure.That(folder is not null);
        return folder;
    }
}
