using System.Globalization;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Memory;

public sealed unsafe class HugePagesTests
{
    private const string Maps = "/proc/self/smaps";
    private const string Advised = " hg";

    [MapsFact]
    public void LargeMemoryAsksForHugePages()
    {
        var floats = new AlignedFloats(4 << 20);

        Assert.Contains(Advised, FlagsAt((ulong)floats.Pointer + (8 << 20)), StringComparison.Ordinal);
        GC.KeepAlive(floats);
    }

    /// <summary>What the system says of the memory around an address.</summary>
    private static string FlagsAt(ulong address)
    {
        bool isFound = false;
        foreach (string line in File.ReadLines(Maps))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2)
            {
                isFound = address >= Parse(range[0]) && address < Parse(range[1]);
            }
            else if (isFound && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }

    private static ulong Parse(string digits) =>
        ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>A test of what Linux says about a process's memory.</summary>
    private sealed class MapsFactAttribute : FactAttribute
    {
        public MapsFactAttribute()
        {
            if (!File.Exists(Maps) || !File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
            {
                Skip = $"needs Linux with huge pages and {Maps}";
            }
        }
    }
}
