using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace RnnCluster.Cli.Tests.Hostile;

/// <summary>
/// A working directory with a small run, its checkpoint, and files of every kind that a user may name by mistake. One
/// that is the process's own while it is there: values as "-" name files below it.
/// </summary>
public sealed class HostileFolder : IDisposable
{
    private readonly RunFolder folder = new();
    private readonly string before = Environment.CurrentDirectory;
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Process[] fifoEnds;

    public HostileFolder()
    {
        folder.Spec(steps: 2);
        Answer.Done("train", folder.At("tiny.yaml"), "--threads", "1", "--out", folder.At("made"));
        Answer.Done("export", folder.At("made"), "--out", folder.At("good.safetensors"));
        Directory.CreateDirectory(folder.At("folder"));
        folder.Write("two-lines", "first-of-two-tokens\nsecond-of-two-tokens\n");
        File.WriteAllBytes(folder.At("latin"), [.. "name: caf"u8, 0xE9, (byte)'\n']);
        File.WriteAllText(folder.At("wide"), "name: tiny\nseed: 7\n", new UnicodeEncoding(false, false));
        File.WriteAllBytes(folder.At("binary"), [.. Enumerable.Range(0, 4096).Select(value => (byte)(value * 7))]);
        File.WriteAllBytes(folder.At("torn.gz"), [31, 139, 8, 0, 1, 2]);
        folder.Write("a\\b", "x");
        File.CreateSymbolicLink(folder.At("broken"), folder.At("nowhere/at/all"));
        File.CreateSymbolicLink(folder.At("loop"), folder.At("loop"));
        socket.Bind(new UnixDomainSocketEndPoint(folder.At("socket")));
        Make("mkfifo", folder.At("fifo"));

        // Devices of their own: root would destroy those of the machine if the program were wrong. Others are not
        // allowed to make them, and get no such names.
        Make("mknod", folder.At("null"), "c", "1", "3");
        Make("mknod", folder.At("full"), "c", "1", "7");

        // Whoever opens the FIFO finds another end: one that says nothing, or one that takes everything.
        fifoEnds = [Loop(": > fifo"), Loop("cat fifo > /dev/null")];
        Environment.CurrentDirectory = folder.Path;
    }

    /// <summary>What is given for every option and every argument.</summary>
    public IReadOnlyList<string> Values { get; } =
    [
        "", " ", "\t", "-", "--", "..", "\0", "a\0b", "a\nb", "\e[2J", "ä\ud800", "\u2028", new('x', 100_000),
        new('n', 300), "0", "-1", "1.5", "1e999", "NaN", "Infinity", "99999999999999999999", "0x10", "1:2", ":",
        "a:b:c", "4:NaN", "http://[", "http://", "file:///etc/passwd", "[::1", "127.0.0.1:99999", "127.0.0.1:1",
        "256.256.256.256:1", "::::", "@two-lines", "$(x)", "*", "folder", "folder/", "two-lines", "two-lines/below",
        "latin", "wide", "binary", "torn.gz", "a\\b", "broken", "loop", "socket", "fifo", "absent", "null", "full",
        "/proc/self/mem", "/proc/none/x", "made", "tiny.yaml", "text.txt", "good.safetensors",
    ];

    /// <summary>Everything that is there now.</summary>
    public IReadOnlyList<string> Entries =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order()];

    /// <summary>Deletes what a run has made.</summary>
    public void Clean(IReadOnlyList<string> keep)
    {
        foreach (string made in Entries.Except(keep).Reverse())
        {
            if (Directory.Exists(made))
            {
                Directory.Delete(made, recursive: true);
            }
            else
            {
                File.Delete(made);
            }
        }
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        foreach (Process end in fifoEnds)
        {
            end.Kill(entireProcessTree: true);
            end.Dispose();
        }

        socket.Dispose();
        folder.Dispose();
    }

    private static void Make(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
    }

    private Process Loop(string line) => Process.Start(
        new ProcessStartInfo("bash", ["-c", $"while true; do {line}; done"]) { WorkingDirectory = folder.Path })!;
}
