using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Threads;

/// <summary>
/// Threads that compute for long beside threads that carry messages. Linux lets a thread run on for its time slice,
/// about 3 ms, before one that wakes on the same core gets it: an answer that everybody waits for may lie that long
/// behind a product that nobody does. A thread that asks for a long slice gives way at once to those with shorter ones
/// (Linux 6.12 and later; before 6.6 those who wake come first anyway).
/// </summary>
public static unsafe partial class ComputeThread
{
    /// <summary>The longest that Linux grants: 100 ms.</summary>
    private const ulong SliceNanoseconds = 100_000_000;

    /// <summary>Threads that a compute thread starts have slices of their own again.</summary>
    private const ulong ResetOnFork = 1;

    /// <summary>
    /// The calling thread gives way from now on to whoever wakes. Where the system knows no such thing, nothing
    /// happens.
    /// </summary>
    public static void GiveWay()
    {
        (nint get, nint set) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (315, 314),
            Architecture.Arm64 => (275, 274),
            _ => (0, 0),
        };
        if (set == 0 || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            Attributes attributes = default;

            // Safety: the system fills and reads the one structure, whose size it is told. It may refuse.
            if (Call(get, 0, &attributes, (nuint)sizeof(Attributes), 0) == 0)
            {
                attributes.Runtime = SliceNanoseconds;
                attributes.Flags |= ResetOnFork;
                _ = Call(set, 0, &attributes, 0, 0);
            }
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without this call has no slices to ask for.
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint thread, Attributes* attributes, nuint second, nuint third);

    /// <summary>What <c>sched_setattr(2)</c> calls <c>sched_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
