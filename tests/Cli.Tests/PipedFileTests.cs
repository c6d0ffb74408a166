using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Pipes, FIFOs and standard streams in place of files, and missing folders of the environment.</summary>
public sealed class PipedFileTests : IDisposable
{
    private readonly RunFolder folder = new();

    public PipedFileTests()
    {
        folder.Spec();
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("made"));
        Answer.Done("export", folder.At("made"), "--out", folder.At("good.safetensors"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("rnncluster export made --out - > other")]
    [InlineData("rnncluster export made --out - | cat > other")]
    [InlineData("rnncluster export made --out /dev/stdout | cat > other")]
    [InlineData("mkfifo fifo; cat fifo > other & rnncluster export made --out fifo && wait && test -p fifo")]
    [InlineData("ln -s other link; rnncluster export made --out link && test -L link")]
    [InlineData("rnncluster export made --out 'a\\b' && mv 'a\\b' other")]
    public void AnExportToAPipeOrThroughALinkHasTheBytesOfAFile(string line)
    {
        (int code, string _, string error) = Shell($"{line} && cmp good.safetensors other");
        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExportWhoseReaderHasGoneOrWhoseDiskIsFullSaysSo()
    {
        Assert.Equal(
            (ExitCode.Failed, "", "rnncluster: standard output: cannot be written: No space left on device\n"),
            Shell("rnncluster export made --out - > /dev/full"));
        (int _, string _, string error) = Shell(
            "(rnncluster export made --out -; echo $? > code) | true; cat code >&2");
        Assert.Equal($"{ExitCode.ReaderGone}\n", error);
    }

    [Theory]
    [InlineData("cat good.safetensors | rnncluster evaluate --threads 1 --spec tiny.yaml --weights /dev/stdin")]
    [InlineData("rnncluster evaluate --threads 1 --spec tiny.yaml --weights <(cat good.safetensors)")]
    [InlineData("rnncluster evaluate --threads 1 --spec <(cat tiny.yaml) --weights good.safetensors")]
    [InlineData("cat tiny.yaml | rnncluster evaluate --threads 1 --spec /dev/stdin --weights good.safetensors")]
    [InlineData("mkfifo fifo; cat good.safetensors > fifo & rnncluster evaluate --threads 1 --spec tiny.yaml "
        + "--weights fifo")]
    public void WhatIsReadFromAPipeIsAsFromAFile(string line)
    {
        string expected = Answer.Done("evaluate", folder.At("made"), "--threads", "1").Output;
        Assert.Equal((ExitCode.Done, expected, ""), Shell(line));
    }

    [Theory]
    [InlineData("env -u HOME -u XDG_CACHE_HOME $RNNCLUSTER train tiny.yaml --threads 1 --out out", 0)]
    [InlineData("HOME= XDG_CACHE_HOME= TMPDIR= rnncluster train tiny.yaml --threads 1 --out out", 0)]
    [InlineData("HOME=/proc/none TMPDIR=/proc/none rnncluster train tiny.yaml --threads 1 --out out", 0)]
    [InlineData("TMPDIR=/proc/none rnncluster bench tiny.yaml --workers 1 --threads 1 --seconds 0.1 --rounds 1", 1)]
    [InlineData("XDG_CACHE_HOME=relative rnncluster worker --join 127.0.0.1:1 --give-up-after 1 --threads 1", 1)]
    [InlineData("HOME= XDG_CACHE_HOME= rnncluster worker --join 127.0.0.1:1 --give-up-after 1 --threads 1", 1)]
    public void AFolderOfTheEnvironmentThatIsMissingIsNoBug(string line, int expected)
    {
        (int code, string _, string error) = Shell(line);
        Assert.Equal(expected, code);
        Assert.Equal(expected, error.Split('\n').Length - 1);
        Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ATokenFileWithTwoLinesIsAMistake()
    {
        folder.Write("token", "the-first-of-two-tokens\nthe-second-of-two-tokens\n");
        const string Message = "--token-file token: it is to hold a token alone: one line of visible ASCII characters "
            + "without blanks";
        Assert.Equal((ExitCode.Mistake, "", $"rnncluster: {Message}\n"), Shell("rnncluster watch --token-file token"));
    }

    private (int Code, string Output, string Error) Shell(string line) => ShellLine.Run(folder.Path, line);
}
