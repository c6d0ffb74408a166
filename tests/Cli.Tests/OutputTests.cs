using System.Globalization;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Real streams that fail: full, closed, without a reader, a terminal that is gone.</summary>
public sealed class OutputTests : IDisposable
{
    private const string EndlessText = "1000000000";

    private static int addresses;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> LostOutputs()
    {
        var lost = new TheoryData<string, string>();
        foreach (string command in new[] { "train tiny.yaml", "train tiny.yaml --json", "train tiny.yaml --workers 2" })
        {
            foreach (string streams in new[]
            {
                ">/dev/full", ">/dev/full 2>&1", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "| head -n 1", "| true",
            })
            {
                lost.Add(command, streams);
            }
        }

        return lost;
    }

    [Theory]
    [MemberData(nameof(LostOutputs))]
    public void ARunThatCannotTellGoesOnToTheSameEnd(string command, string streams)
    {
        folder.Spec();
        string dashboard = command.Contains("--workers", StringComparison.Ordinal) ? " --dashboard off" : "";
        (int code, string output, string error) = Shell(
            $"rnncluster {command}{dashboard} --threads 1 --out out {streams}");
        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain("bug", output + error, StringComparison.Ordinal);
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("told"));
        Assert.Equal(Hash("told"), Hash("out"));
    }

    [Theory]
    [InlineData(">&- 2>&-", ">/dev/full 2>&1")]
    [InlineData("| true", "| true")]
    public void AClusterWhoseProcessesCannotTellGoesOnToTheSameEnd(string coordinator, string worker)
    {
        folder.Spec();
        string address = OwnAddress();
        (int code, string output, string error) = Shell($"""
            (rnncluster worker --join {address} --threads 1 --cache cache; echo $? >worker-code) {worker} &
            (rnncluster coordinator tiny.yaml --listen {address} --threads 1 --out out --dashboard off
            echo $? >code) {coordinator}
            wait
            cat code worker-code >&2
            """);
        Assert.Equal(("0\n0\n", "", 0), (error, output, code));
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("told"));
        Assert.Equal(Hash("told"), Hash("out"));
    }

    [Theory]
    [InlineData("generate out --length 20")]
    [InlineData("generate out --length 1000000000")]
    [InlineData("inspect out")]
    [InlineData("inspect out --json")]
    [InlineData("evaluate out --threads 1")]
    [InlineData("evaluate out --threads 1 --json")]
    [InlineData("selftest --threads 1")]
    [InlineData("bench tiny.yaml --seconds 0.1 --threads 1")]
    [InlineData("--version")]
    [InlineData("train --help")]
    public void ACommandWhoseResultIsItsOutputFailsWithItInOneLine(string command)
    {
        Train();
        foreach ((string streams, string reason) in new[]
        {
            (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
        })
        {
            (int code, string output, string error) = Shell($"rnncluster {command} {streams}");
            Assert.Equal("", output);
            Assert.Equal($"rnncluster: standard output: cannot be written: {reason}\n", error);
            Assert.Equal(ExitCode.Failed, code);
        }
    }

    [Theory]
    [InlineData("generate out --length " + EndlessText)]
    [InlineData("bench tiny.yaml --seconds 0.1 --threads 1 --json")]
    public void ACommandWhoseReaderHasGoneEndsAsSigPipeEndsPrograms(string command)
    {
        Train();
        (int code, string _, string error) = Shell($"(rnncluster {command}; echo $? >code) | true; cat code >&2");
        Assert.Equal(0, code);
        Assert.Equal($"{ExitCode.ReaderGone}\n", error);
    }

    /// <summary>The run and the text have no end: who writes them ends because the reader is gone.</summary>
    [Theory]
    [InlineData("generate out --length " + EndlessText, "head -c 20", 20)]
    [InlineData("watch $ADDRESS --json", "head -n 1", 0)]
    [InlineData("watch $ADDRESS", "head -n 1", 0)]
    public async Task ACommandWhoseReaderHasReadEnoughEndsAtOnce(string command, string reader, int length)
    {
        Train();
        folder.Spec(steps: 100_000_000, name: "endless");
        using var run = new RnnProcess(
            folder.Path, "train", "endless.yaml", "--threads", "1", "--dashboard", "127.0.0.1:0", "--json");
        Uri address = new((await run.AwaitEvent("dashboard")).GetProperty("address").GetString()!);
        (int code, string output, string error) = Shell(
            $"ADDRESS={address.Authority}; (rnncluster {command}; echo $? >code) | {reader}; cat code >&2");
        Assert.Equal((0, $"{ExitCode.ReaderGone}\n"), (code, error));
        Assert.True(length == 0 ? output.EndsWith('\n') : output.Length == length, output);

        // The run knows nothing of that.
        run.Signal("TERM");
        Assert.Equal((ExitCode.Done, ""), await run.AwaitExit());
    }

    [Theory]
    [InlineData(0, "first\nthird\n")]
    [InlineData(3, "first\nsec\nthird\n")]
    [InlineData(7, "first\nsecond\nthird\n")]
    public void ALineAfterATornOneIsALineOfItsOwn(int room, string expected)
    {
        var disk = new List<byte>();
        int free = int.MaxValue;
        using var stream = new StandardStream((ReadOnlySpan<byte> bytes, out int written) =>
        {
            written = Math.Min(bytes.Length, free);
            disk.AddRange(bytes[..written]);
            if (written < bytes.Length)
            {
                throw new IOException("full");
            }
        });
        stream.Write("first\n"u8);
        free = room;
        if (room < 7)
        {
            Assert.Throws<IOException>(() => stream.Write("second\n"u8));
        }
        else
        {
            stream.Write("second\n"u8);
        }

        free = int.MaxValue;
        stream.Write("third\n"u8);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString([.. disk]));
    }

    [Fact]
    public void LinesComeAgainWhenADiskHasRoom()
    {
        var inner = new FullWriter();
        using var output = OutputWriter.Over(inner);
        output.WriteLine("first");
        inner.IsFull = true;
        output.WriteLine("second");
        inner.IsFull = false;
        output.WriteLine("third");
        Assert.Equal("first\nthird\n", inner.Text);
        Assert.Equal(1, output.WritesLost);
        Assert.Equal("full", output.Fault!.Message);
        Assert.True(output.Failed.IsCancellationRequested);
    }

    [Theory]
    [InlineData("one\ntwo", "one\\ntwo")]
    [InlineData("a\e[2Jb\u0085\u2028\0", "a\\u001b[2Jb\\u0085\\u2028\\u0000")]
    [InlineData("ä 😀", "ä 😀")]
    public void AMessageIsOneLineThatControlsNoTerminal(string text, string line) =>
        Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void ALongMessageKeepsItsBeginningAndItsEnd()
    {
        string line = OneLine.Of("begin" + new string('x', 100_000) + "end");
        Assert.StartsWith("begin", line, StringComparison.Ordinal);
        Assert.EndsWith("end", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1000, 2100);
    }

    [PythonFact]
    public void ATerminalThatIsGoneDoesNotEndARun()
    {
        folder.Spec();
        string script = folder.Write("hangup.py", """
            import os, pty, sys
            ours, theirs = pty.openpty()
            child = os.fork()
            if child == 0:
                os.close(ours)
                for stream in (0, 1, 2):
                    os.dup2(theirs, stream)
                os.execvp(sys.argv[1], sys.argv[1:])
            os.close(theirs)
            os.read(ours, 1)
            os.close(ours)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """);
        (int code, string _, string error) = Shell(
            $"python3 {script} $RNNCLUSTER train tiny.yaml --threads 1 --out out");
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("told"));
        Assert.Equal(Hash("told"), Hash("out"));
    }

    private void Train()
    {
        folder.Spec();
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("out"));
    }

    /// <summary>
    /// An address that no other program takes before the coordinator does: Linux has 127.0.0.0/8 for itself, and this
    /// part of it is named by this process and the number of the call.
    /// </summary>
    private static string OwnAddress()
    {
        int id = Environment.ProcessId;
        int port = 7070 + Interlocked.Increment(ref addresses);
        return string.Create(
            CultureInfo.InvariantCulture, $"127.{1 + (id >> 16)}.{(id >> 8) & 255}.{id & 255}:{port}");
    }

    private string Hash(string output) =>
        Answer.Done("inspect", folder.At(output), "--json").Json.GetProperty("stateHash").GetString()!;

    private (int Code, string Output, string Error) Shell(string line) => ShellLine.Run(folder.Path, line);

    private sealed class FullWriter : StringWriter
    {
        public FullWriter() => NewLine = "\n";

        public bool IsFull { get; set; }

        public string Text => GetStringBuilder().ToString();

        public override void WriteLine(string? value)
        {
            if (IsFull)
            {
                throw new IOException("full");
            }

            base.WriteLine(value);
        }
    }
}
