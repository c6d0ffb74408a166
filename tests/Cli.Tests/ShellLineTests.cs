namespace RnnCluster.Cli.Tests;

/// <summary>A line of a shell that hangs fails its test and says what was waited for.</summary>
public sealed class ShellLineTests
{
    [Theory]
    [InlineData("sleep 60")]
    [InlineData("sleep 60 & wait")]
    [InlineData("sleep 60 | cat")]
    public void ALineThatDoesNotEndIsNamedAndKilled(string line)
    {
        using var folder = new RunFolder();
        TimeoutException fault =
            Assert.Throws<TimeoutException>(() => ShellLine.Run(folder.Path, line, TimeSpan.Zero));
        Assert.StartsWith(
            $"'{line}' was waited for: the end; its last words: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALineThatEndsHasItsCodeItsOutputAndItsErrors()
    {
        using var folder = new RunFolder();
        Assert.Equal((3, "out\n", "error\n"), ShellLine.Run(folder.Path, "echo out; echo error >&2; exit 3"));
    }
}
