using System.Text;
using System.Text.RegularExpressions;
using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>What a fresh clone relies on.</summary>
public sealed partial class RepositoryTests
{
    private const string TestCommand = "dotnet test -c Release";

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
        string[] readme = SourceTree.ReadLines("README.md");
        string[] script = SourceTree.ReadLines(".ci/run");

        Assert.Contains(TestCommand, readme.Select(line => line.Trim()));
        Assert.Contains(script, line => line.StartsWith(TestCommand + " ", StringComparison.Ordinal));
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

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
