using System.Text;
using System.Text.RegularExpressions;
using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>What a fresh clone relies on.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>
    /// Where packages come from is the machine's business; put together here so that this file passes.
    /// </summary>
    private static readonly string[] RegistryHosts =
    [
        "nuget" + ".org",
        "npmjs" + ".org",
        "npmjs" + ".com",
        "pypi" + ".org",
        "python" + "hosted.org",
        "crates" + ".io",
        "deb." + "debian.org",
        "archive." + "ubuntu.com",
        "pkgs.dev." + "azure.com",
        "registry." + "yarnpkg.com",
        "proxy." + "golang.org",
    ];

    [Fact]
    public void NoFileNamesAPackageRegistry()
    {
        var named =
            from path in SourceTree.Files
            let text = File.ReadAllText(RepositoryRoot.Join(path), Encoding.Latin1)
            from host in RegistryHosts
            where text.Contains(host, StringComparison.OrdinalIgnoreCase)
            select $"{path} names {host}";

        Violations.EnsureNone(named);
    }

    [Fact]
    public void TheReadmeGivesTheTestCommandThatContinuousIntegrationRuns()
    {
        string given = Assert.Single(TestCommandsOf("README.md"));
        string run = Assert.Single(TestCommandsOf(".ci/run"));

        Assert.Equal("dotnet test -c Release", given);
        Assert.StartsWith(given + " --blame-hang", run, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLinkOfTheDocumentationLeadsToAFile()
    {
        var broken =
            from path in SourceTree.Files
            where path.EndsWith(".md", StringComparison.Ordinal)
            from Match link in Link().Matches(File.ReadAllText(RepositoryRoot.Join(path)))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal)
            let file = Path.Join(RepositoryRoot.Path, Path.GetDirectoryName(path), target)
            where !Path.Exists(file)
            select $"{path}: {target}";

        Violations.EnsureNone(broken);
    }

    /// <summary>On Windows and macOS such names are one file or one folder, and a clone loses the other.</summary>
    [Fact]
    public void NoTwoNamesDifferInCaseAlone()
    {
        var alike =
            from path in SourceTree.Files.SelectMany(PathsTo).Distinct(StringComparer.Ordinal)
            group path by path.ToUpperInvariant() into paths
            where paths.Skip(1).Any()
            select string.Join(" and ", paths);

        Violations.EnsureNone(alike);
    }

    /// <summary>A file and the folders that it is in.</summary>
    private static IEnumerable<string> PathsTo(string? path)
    {
        for (; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            yield return path;
        }
    }

    private static IEnumerable<string> TestCommandsOf(string path) =>
        from line in SourceTree.ReadLines(path)
        let command = line.Trim()
        where command.StartsWith("dotnet test", StringComparison.Ordinal)
        select command;

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
