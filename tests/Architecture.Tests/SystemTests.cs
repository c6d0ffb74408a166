using System.Text.RegularExpressions;

namespace RnnCluster.Architecture.Tests;

/// <summary>
/// Linux, macOS and Windows run the same product. What one of them has alone is in a file that is named here and has a
/// branch for the others; the analyzer of platforms (CA1416) finds calls without one, these tests paths and names.
/// </summary>
public sealed partial class SystemTests
{
    /// <summary>Files that name a path of one system.</summary>
    private static readonly string[] WithPaths =
    [
        "Cli/Commands/ExportCommand.cs", // /dev/stdout: standard output by another name
        "Cli/Hosting/StopSignalKinds.cs", // /proc: which signals are ignored
        "Kernels/Files/Descriptor.cs", // /dev/null
        "Specification/Reading/RunSpecReader.cs", // /dev/stdin: a spec that has no folder
        "Transport/Sharing/SharedFile.cs", // /dev/shm
    ];

    [Fact]
    public void APathOfOneSystemIsInAFileThatIsKnownForIt()
    {
        var named =
            from path in Product
            where !WithPaths.Contains(path)
            from line in SourceTree.ReadLines(path)
            where SystemPath().IsMatch(line)
            select $"{path}: {line.Trim()}";

        Violations.EnsureNone(named);
    }

    [Fact]
    public void AFunctionOfTheSystemIsCalledBehindAQuestionWhichSystemItIs()
    {
        var calling =
            from path in Product
            let lines = SourceTree.ReadLines(path)
            where lines.Any(line => line.Contains("[LibraryImport(", StringComparison.Ordinal)
                || line.Contains("[DllImport(", StringComparison.Ordinal))
            where !lines.Any(line => line.Contains("OperatingSystem.Is", StringComparison.Ordinal))
            select path;

        Violations.EnsureNone(calling);
    }

    /// <summary>A clone on Windows has no file whose name has such a letter, ends so, or is a device's.</summary>
    [Fact]
    public void EveryNameIsANameOnEverySystem()
    {
        var refused =
            from path in SourceTree.Files
            from part in path.Split('/')
            where RefusedName().IsMatch(part)
            select path;

        Violations.EnsureNone(refused);
    }

    /// <summary>Line ends are part of what a text's hash and a golden file are made of.</summary>
    [Fact]
    public void ACloneHasTheSameBytesOnEverySystem()
    {
        string[] rules = SourceTree.ReadLines(".gitattributes");

        Assert.Contains("* text=auto eol=lf", rules);
        Assert.Contains("examples/data/** -text", rules);
    }

    private static IEnumerable<string> Product =>
        SourceTree.Sources.Where(path => char.IsAsciiLetterUpper(path[0]));

    [GeneratedRegex("\"/(dev|proc|sys|tmp|etc|var|usr)\\b|\"[A-Za-z]:\\\\\\\\")]
    private static partial Regex SystemPath();

    [GeneratedRegex("""[<>:"|?*\\\x00-\x1f]|[. ]\z|\A(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)""")]
    private static partial Regex RefusedName();
}
