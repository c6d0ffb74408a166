using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// Asks Linux for pages of 2 MiB where much memory is read at random, as weights and activations are: with pages of
/// 4 KiB a sweep over one panel touches hundreds of them. Elsewhere, or where nobody may have them, nothing happens.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Less than this seldom holds a whole huge page.</summary>
    private const long BytesMin = 4L << 20;

    private const nuint PageBytes = 4096;
    private const int AdviceHugePage = 14;

    /// <summary>Asks, before the memory is first touched if the answer is to be heard at once.</summary>
    /// <param name="start">The memory, which stays as it is.</param>
    /// <param name="bytes">How much of it.</param>
    public static void Advise(void* start, long bytes)
    {
        if (bytes < BytesMin || !OperatingSystem.IsLinux())
        {
            return;
        }

        nuint first = ((nuint)start + PageBytes - 1) & ~(PageBytes - 1);
        nuint end = ((nuint)start + (nuint)bytes) & ~(PageBytes - 1);
        try
        {
            // Safety: advice changes no byte, and a range that is not ours is refused. The answer is not needed.
            _ = AdviseMemory((void*)first, end - first, AdviceHugePage);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without this call keeps its pages as they are.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdviseMemory(void* address, nuint length, int advice);
}
