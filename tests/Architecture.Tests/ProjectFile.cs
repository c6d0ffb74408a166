using System.Xml.Linq;
using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>A project file of the repository.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument document;

    private ProjectFile(string path)
    {
        Path = path;
        document = XDocument.Load(path);
    }

    /// <summary>Every project of the repository, shipped or not, in the order of their paths.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. SourceTree.Files.Where(IsProject).Select(path => new ProjectFile(RepositoryRoot.Join(path)))];

    /// <summary>Those that ship: in a folder at the root whose name begins with a capital.</summary>
    public static IEnumerable<ProjectFile> Shipped => All.Where(project => char.IsUpper(project.RelativePath[0]));

    public string Path { get; }

    public string RelativePath => System.IO.Path.GetRelativePath(RepositoryRoot.Path, Path).Replace('\\', '/');

    /// <summary>The folder's name, which is the project's short one.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>Short names of the projects that this one refers to, in the order of the file.</summary>
    public IReadOnlyList<string> References =>
    [
        .. document.Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(path => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!)),
    ];

    public bool AllowsUnsafe => document.Descendants("AllowUnsafeBlocks").Any(allows => allows.Value == "true");

    /// <summary>Whether the machine's clock is not banned here.</summary>
    public bool IsHost => document.Descendants("IsHost").Any(host => host.Value == "true");

    public override string ToString() => RelativePath;

    private static bool IsProject(string path) => path.EndsWith(".csproj", StringComparison.Ordinal);
}
