using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>What differs from system to system, decided from what a system says about itself.</summary>
public sealed class SystemTests
{
    private const string Local = @"C:\Users\anna\AppData\Local";

    [Theory]
    [InlineData("linux", null, "", "/home/anna", "/home/anna/.cache/rnncluster/data")]
    [InlineData("linux", "/var/cache/anna", "", "/home/anna", "/var/cache/anna/rnncluster/data")]
    [InlineData("linux", "", "", "/home/anna", "/home/anna/.cache/rnncluster/data")]
    [InlineData("linux", "not/absolute", "", "/home/anna", "/home/anna/.cache/rnncluster/data")]
    [InlineData("linux", null, "", "", "./.cache/rnncluster/data")]
    [InlineData("macos", null, "", "/Users/anna", "/Users/anna/Library/Caches/rnncluster/data")]
    [InlineData("macos", "/cache", "", "/Users/anna", "/cache/rnncluster/data")]
    [InlineData("windows", null, Local, @"C:\Users\anna", Local + "/rnncluster/data")]
    [InlineData("windows", null, "", @"C:\Users\anna", @"C:\Users\anna/.cache/rnncluster/data")]
    public void FetchedDataIsKeptWhereTheSystemWantsIt(
        string system, string? chosen, string local, string home, string expected) => Assert.Equal(
            expected.Replace('/', Path.DirectorySeparatorChar),
            CacheFolder.Of(system == "windows", system == "macos", chosen, local, home)
                .Replace('/', Path.DirectorySeparatorChar));

    [Fact]
    public void AStartIsToldFromAnotherByChanceAndNotByTheClock()
    {
        long[] starts = [.. Enumerable.Range(0, 4).Select(_ => NodeDescriptions.NewIncarnation())];

        Assert.Equal(starts.Length, starts.Distinct().Count());
        Assert.All(starts, start => Assert.InRange(start, 0, (1L << 53) - 1));
    }

    [Theory]
    [InlineData("runs/a-b_1", false, "runs/a-b_1")]
    [InlineData("my runs/a", false, "'my runs/a'")]
    [InlineData("it's", false, @"'it'\''s'")]
    [InlineData(@"C:\runs", false, @"'C:\runs'")]
    [InlineData("", false, "''")]
    [InlineData(@"C:\runs\a", true, @"C:\runs\a")]
    [InlineData(@"C:\my runs", true, "\"C:\\my runs\"")]
    [InlineData("it's", true, "\"it's\"")]
    public void AnArgumentIsQuotedAsTheShellOfTheSystemReadsIt(string argument, bool isWindows, string expected) =>
        Assert.Equal(expected, ShellWord.Of(argument, isWindows));
}
