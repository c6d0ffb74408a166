using System.Text.RegularExpressions;

namespace RnnCluster.Architecture.Tests;

/// <summary>The shape of the sources: what the compiler and the formatter do not look at.</summary>
public sealed partial class SourceTests
{
    private const int LinesMax = 400;
    private const int ColumnsMax = 120;

    [Fact]
    public void AFileHasAtMost400Lines()
    {
        Violations.EnsureNone(SourceTree.Sources
            .Select(path => (Path: path, Lines: SourceTree.ReadLines(path).Length))
            .Where(file => file.Lines > LinesMax)
            .Select(file => $"{file.Path}: {file.Lines} lines"));
    }

    [Fact]
    public void ALineHasAtMost120Columns()
    {
        var longer =
            from path in SourceTree.Sources
            from line in SourceTree.ReadLines(path).Select((text, index) => (Number: index + 1, Text: text))
            where line.Text.Length > ColumnsMax && !IsCase(path, line.Text)
            select $"{path}({line.Number}): {line.Text.Length} columns";

        Violations.EnsureNone(longer);
    }

    [Fact]
    public void AFileHasAtMostOnePublicTypeAndItsName()
    {
        // A class in parts has a file for each: Type.Part.cs.
        var wrong =
            from path in SourceTree.Sources
            let types = SourceTree.ReadLines(path)
                .Select(line => PublicType().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups["name"].Value)
                .ToArray()
            where types.Length > 1 || (types.Length == 1 && types[0] != Path.GetFileName(path).Split('.')[0])
            select $"{path}: {string.Join(", ", types)}";

        Violations.EnsureNone(wrong);
    }

    [Fact]
    public void ANamespaceIsThePathOfItsFolder()
    {
        var wrong =
            from path in SourceTree.Sources
            let declared = SourceTree.ReadLines(path).FirstOrDefault(IsNamespace)
            let expected = $"namespace {NamespaceOf(path)};"
            where declared != expected && !(declared is null && MayHaveNone(Path.GetFileName(path)))
            select $"{path}: {declared ?? "no namespace"}, expected {expected}";

        Violations.EnsureNone(wrong);
    }

    [Fact]
    public void EveryRegionOfUnsafeCodeIsInKernels()
    {
        Violations.EnsureNone(SourceTree.Sources
            .Where(path => !path.StartsWith("Kernels/", StringComparison.Ordinal)
                && !path.StartsWith("tests/Kernels.Tests/", StringComparison.Ordinal))
            .Where(path => SourceTree.ReadLines(path).Any(line => UnsafeWord().IsMatch(line))));
    }

    /// <summary>A program's first statements, and a class that the runtime wants without a namespace.</summary>
    private static bool MayHaveNone(string file) => file is "Program.cs" or "StartupHook.cs";

    /// <summary>RnnCluster and the folders from the project's on: lowercase folders above it do not count.</summary>
    private static string NamespaceOf(string path)
    {
        IEnumerable<string> folders = Path.GetDirectoryName(path)!.Split('/').SkipWhile(name => char.IsLower(name[0]));
        return string.Join('.', folders.Prepend("RnnCluster"));
    }

    /// <summary>A row of a table of cases, or a message, reads best as one line, however long.</summary>
    private static bool IsCase(string path, string line) =>
        path.StartsWith("tests/", StringComparison.Ordinal)
        && (line.Contains("[InlineData(", StringComparison.Ordinal) || Literal().IsMatch(line));

    private static bool IsNamespace(string line) => line.StartsWith("namespace ", StringComparison.Ordinal);

    [GeneratedRegex(@"^public (?:[a-z]+ )*(?:class|struct|record|interface|enum|delegate \S+) (?<name>\w+)")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*\$?"".*"",?$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\s*(?!//)[^""]*\bunsafe\b")]
    private static partial Regex UnsafeWord();
}
