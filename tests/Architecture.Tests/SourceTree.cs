using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>
/// The files that belong to the repository, found by walking it: a checkout whose owner git distrusts, or an unpacked
/// archive, is tested like any other.
/// </summary>
internal static class SourceTree
{
    /// <summary>Folders that builds, editors and runs make; .gitignore names them too.</summary>
    private static readonly string[] Made =
        [".git", ".vs", ".idea", "bin", "obj", "runs", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts",
         "node_modules", "__pycache__", "ptb"];

    /// <summary>Paths below the root with '/', in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk("").Order(StringComparer.Ordinal)];

    /// <summary>The C# sources that people write.</summary>
    public static IEnumerable<string> Sources => Files.Where(path =>
        path.EndsWith(".cs", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal));

    public static string[] ReadLines(string path) => File.ReadAllLines(RepositoryRoot.Join(path));

    private static IEnumerable<string> Walk(string folder)
    {
        string absolute = RepositoryRoot.Join(folder);
        foreach (string file in Directory.GetFiles(absolute))
        {
            // In a work tree of its own, .git is a file.
            if (Path.GetFileName(file) != ".git")
            {
                yield return folder + Path.GetFileName(file);
            }
        }

        foreach (string below in Directory.GetDirectories(absolute).Select(path => Path.GetFileName(path)))
        {
            if (Array.IndexOf(Made, below) >= 0)
            {
                continue;
            }

            foreach (string file in Walk($"{folder}{below}/"))
            {
                yield return file;
            }
        }
    }
}
