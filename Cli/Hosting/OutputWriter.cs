using System.Text;
using RnnCluster.Kernels.Files;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// Writes text where it may fail: a full disk, a closed stream, a terminal or a reader that has gone. Writing never
/// throws; the first fault is kept for the caller. After a fault that may pass, as that of a full disk, each further
/// write is tried; after one that stays, none is. A write comes out whole between those of other threads.
/// </summary>
internal sealed class OutputWriter : TextWriter
{
    private const int BufferBytes = 64 * 1024;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource failed = new();
    private readonly TextWriter inner;
    private readonly Stream bytes;

    private OutputWriter(TextWriter inner, Stream bytes)
    {
        this.inner = inner;
        this.bytes = bytes;
        CoreNewLine = inner.NewLine.ToCharArray();
        Failed = failed.Token;
    }

    public override Encoding Encoding => inner.Encoding;

    /// <summary>The first fault; null while every write succeeded.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>How many writes are lost.</summary>
    public long WritesLost { get; private set; }

    /// <summary>Cancelled by the first fault.</summary>
    public CancellationToken Failed { get; }

    /// <summary>
    /// A writer over another, which has no room for bytes; the same one if it is such a writer already.
    /// </summary>
    public static OutputWriter Over(TextWriter inner) =>
        inner as OutputWriter ?? new OutputWriter(inner, Stream.Null);

    /// <summary>A standard stream of this process, as UTF-8.</summary>
    /// <param name="number">Its descriptor, 1 or 2.</param>
    /// <param name="isGiven">Whether the process began with it.</param>
    public static OutputWriter OfProcess(int number, bool isGiven)
    {
        Stream stream = Descriptor.IsAvailable
            ? new StandardStream(number, isGiven)
            : number == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();

        // Without this the lines of a file or a pipe would begin with a byte order mark on some systems.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new OutputWriter(new StreamWriter(stream, utf8) { AutoFlush = true }, stream);
    }

    public override void Write(char value) => Try(inner, value, static (writer, text) => writer.Write(text));

    public override void Write(char[] buffer, int index, int count) => Try(
        inner, new string(buffer, index, count), static (writer, text) => writer.Write(text));

    public override void Write(ReadOnlySpan<char> buffer) =>
        Try(inner, buffer.ToString(), static (writer, text) => writer.Write(text));

    public override void Write(string? value) => Try(inner, value, static (writer, text) => writer.Write(text));

    public override void WriteLine(string? value) =>
        Try(inner, value, static (writer, text) => writer.WriteLine(text));

    public override void Flush() => Try(inner, 0, static (writer, _) => writer.Flush());

    /// <summary>Writes bytes where the text goes.</summary>
    /// <param name="content">Writes them, in blocks of any size.</param>
    public void WriteBytes(Action<Stream> content) => Try(inner, content, (_, write) =>
    {
        // Not disposed: the stream beneath stays open.
        var buffer = new BufferedStream(bytes, BufferBytes);
        write(buffer);
        buffer.Flush();
    });

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            failed.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Try<T>(TextWriter writer, T text, Action<TextWriter, T> write)
    {
        bool isFirst = false;
        lock (gate)
        {
            if (Fault is not null && Descriptor.IsGone(Fault))
            {
                WritesLost++;
                return;
            }

            try
            {
                write(writer, text);
            }
            catch (Exception fault) when (
                fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                WritesLost++;
                isFirst = Fault is null;

                // A disk that was full may be followed by a reader that goes: what stays counts.
                Fault = Fault is null || Descriptor.IsGone(fault) ? fault : Fault;
            }
        }

        if (isFirst)
        {
            failed.Cancel();
        }
    }
}
