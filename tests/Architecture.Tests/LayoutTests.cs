using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>The projects are what the table in docs/architecture.md says.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void EveryShippedFolderIsARowAndEveryRowAFolder()
    {
        string[] folders =
        [
            .. Directory.GetDirectories(RepositoryRoot.Path)
                .Select(path => Path.GetFileName(path))
                .Where(name => char.IsUpper(name[0]) && !name.Contains('.', StringComparison.Ordinal)
                    && name != "TestResults")
                .Order(StringComparer.Ordinal),
        ];
        string[] rows = [.. ArchitectureTable.Real.Select(row => row.Project).Order(StringComparer.Ordinal)];

        Assert.Equal(rows, folders);
    }

    [Fact]
    public void APlannedProjectHasNoFolder()
    {
        Assert.All(
            ArchitectureTable.Rows.Where(row => row.IsPlanned),
            row => Assert.False(
                Directory.Exists(RepositoryRoot.Join(row.Project)),
                $"{row.Project} is planned in docs/architecture.md, but there is a folder"));
    }

    [Fact]
    public void AFolderHoldsTheProjectOfItsName()
    {
        string[] expected =
            [.. ArchitectureTable.Real.Select(row => $"{row.Project}/RnnCluster.{row.Project}.csproj").Order()];

        Assert.Equal(expected, ProjectFile.Shipped.Select(project => project.RelativePath).Order());
    }

    [Fact]
    public void AProjectReferencesWhatItsRowSays()
    {
        Assert.All(
            ProjectFile.Shipped,
            project => Assert.Equal(
                ArchitectureTable.Find(project.Name)!.References.Order(StringComparer.Ordinal),
                project.References.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void ReferencesPointStrictlyDownwards()
    {
        var upward =
            from row in ArchitectureTable.Rows
            from name in row.References
            let target = ArchitectureTable.Find(name)
            where target is null || target.Level >= row.Level
            select $"{row.Project} (level {row.Level}) references {name} (level {target?.Level.ToString() ?? "none"})";

        Violations.EnsureNone(upward);
    }

    [Fact]
    public void AProjectThatIsThereReferencesNoPlannedOne()
    {
        var dangling =
            from row in ArchitectureTable.Real
            from name in row.References
            where ArchitectureTable.Find(name) is { IsPlanned: true }
            select $"{row.Project} references {name}";

        Violations.EnsureNone(dangling);
    }

    [Fact]
    public void EveryShippedProjectHasTests()
    {
        IEnumerable<string> expected = ArchitectureTable.Real.Select(row => row.Project)
            .Select(name => $"tests/{name}.Tests/RnnCluster.{name}.Tests.csproj");

        Violations.EnsureNone(expected.Except(ProjectFile.All.Select(project => project.RelativePath)));
    }

    [Fact]
    public void UnsafeBlocksAreAllowedInKernelsAlone()
    {
        Assert.Equal(
            ["Kernels/RnnCluster.Kernels.csproj", "tests/Kernels.Tests/RnnCluster.Kernels.Tests.csproj"],
            ProjectFile.All.Where(project => project.AllowsUnsafe).Select(project => project.RelativePath));
    }

    [Fact]
    public void TheCommandLineAloneMayReadTheMachinesClock()
    {
        Assert.Equal(
            ["Cli/RnnCluster.Cli.csproj"],
            ProjectFile.All.Where(project => project.IsHost).Select(project => project.RelativePath));
    }

    [Fact]
    public void TheSolutionHoldsEveryProject()
    {
        string solution = File.ReadAllText(RepositoryRoot.Join("RnnCluster.sln"));

        Violations.EnsureNone(ProjectFile.All
            .Select(project => project.RelativePath)
            .Where(path => !solution.Contains($"\"{path.Replace('/', '\\')}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryProjectHasALockFile()
    {
        Violations.EnsureNone(ProjectFile.All
            .Select(project => Path.Join(Path.GetDirectoryName(project.RelativePath), "packages.lock.json"))
            .Except(SourceTree.Files));
    }
}
