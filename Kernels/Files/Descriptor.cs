using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Files;

/// <summary>
/// Descriptors as a Unix hands them to a process: 0, 1 and 2 are its standard streams. The runtime's own streams hide
/// that a reader has gone, and do not know that a descriptor was closed before the process began.
/// </summary>
public static unsafe partial class Descriptor
{
    private const int StandardStreams = 3;
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int ReadWrite = 2;
    private const int Interrupted = 4;
    private const int BadDescriptor = 9;
    private const int InputOutput = 5;
    private const int BrokenPipe = 32;
    private const short Writable = 4;

    /// <summary>Whether this system has them.</summary>
    public static bool IsAvailable => !OperatingSystem.IsWindows();

    private static int TryAgain => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Whether a fault of <see cref="Write"/> says that the reader of a pipe or a socket has gone.</summary>
    /// <param name="fault">The fault.</param>
    public static bool IsReaderGone(Exception fault) => fault is IOException { HResult: BrokenPipe };

    /// <summary>
    /// Whether a fault of <see cref="Write"/> stays: the reader, the terminal or the descriptor is gone.
    /// </summary>
    /// <param name="fault">The fault.</param>
    public static bool IsGone(Exception fault) =>
        fault is IOException { HResult: BrokenPipe or BadDescriptor or InputOutput };

    /// <summary>
    /// Takes the standard streams that were closed when the process began, so that no file which is opened later gets
    /// such a number and with it what is written to the stream. Call it before any file is opened.
    /// </summary>
    /// <returns>Whether each of the three was given to this process.</returns>
    public static bool[] Claim()
    {
        bool[] isGiven = new bool[StandardStreams];
        if (!IsAvailable)
        {
            Array.Fill(isGiven, true);
            return isGiven;
        }

        for (int number = 0; number < StandardStreams; number++)
        {
            int flags = Control(number, GetFlags);
            if (flags < 0)
            {
                // The system gives the lowest number that is free: this one.
                _ = Open("/dev/null", ReadWrite);
                continue;
            }

            // A descriptor with this flag did not come through exec: the runtime opened a file of its own.
            isGiven[number] = (flags & CloseOnExec) == 0;
        }

        return isGiven;
    }

    /// <summary>Writes all of it, from where the descriptor is.</summary>
    /// <param name="number">The descriptor.</param>
    /// <param name="bytes">What is written.</param>
    /// <param name="written">How much of it was written, also when this throws.</param>
    /// <exception cref="IOException">The system refused; its error number is the <c>HResult</c>.</exception>
    public static void Write(int number, ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        while (written < bytes.Length)
        {
            nint count;

            // Safety: the system reads what is left of the span, which stays in place.
            fixed (byte* rest = bytes[written..])
            {
                count = WriteSome(number, rest, (nuint)(bytes.Length - written));
            }

            int error = Marshal.GetLastPInvokeError();
            if (count >= 0)
            {
                written += (int)count;
            }
            else if (error == TryAgain)
            {
                // A parent made the pipe non-blocking: wait until it has room.
                var wanted = new Wanted { Number = number, Events = Writable };

                // Safety: the system reads and writes the one structure.
                _ = Poll(&wanted, 1, Timeout.Infinite);
            }
            else if (error != Interrupted)
            {
                throw Fault(error);
            }
        }
    }

    /// <summary>What writing to a descriptor says that the process was not given.</summary>
    public static IOException Closed() => Fault(BadDescriptor);

    private static IOException Fault(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteSome(int number, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int number, int command);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(Wanted* wanted, nuint count, int timeoutMilliseconds);

    /// <summary>What <c>poll(2)</c> calls <c>pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Wanted
    {
        public int Number;
        public short Events;
        public short Happened;
    }
}
