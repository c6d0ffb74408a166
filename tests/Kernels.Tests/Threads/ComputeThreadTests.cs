using System.Globalization;
using RnnCluster.Kernels.Threads;

namespace RnnCluster.Kernels.Tests.Threads;

public sealed class ComputeThreadTests
{
    private const long SliceNanoseconds = 100_000_000;

    [SliceFact]
    public void AThreadThatGivesWayHasALongSliceAndThoseThatItStartsHaveTheirOwn()
    {
        (long before, long after, long child) = (0, 0, 0);
        var thread = new Thread(() =>
        {
            before = SliceFactAttribute.SliceOfThisThread();
            ComputeThread.GiveWay();
            after = SliceFactAttribute.SliceOfThisThread();
            var started = new Thread(() => child = SliceFactAttribute.SliceOfThisThread());
            started.Start();
            started.Join();
        });
        thread.Start();
        thread.Join();

        Assert.Equal(SliceNanoseconds, after);
        Assert.Equal(before, child);
        Assert.NotEqual(before, after);
    }

    /// <summary>A test of the scheduler's time slices, which Linux shows and lets a thread choose.</summary>
    private sealed class SliceFactAttribute : FactAttribute
    {
        private const string Sched = "/proc/thread-self/sched";
        private static readonly Version First = new(6, 12);

        public SliceFactAttribute()
        {
            if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < First || !File.Exists(Sched))
            {
                Skip = $"needs Linux {First} or later with {Sched}";
            }
        }

        public static long SliceOfThisThread()
        {
            string line = File.ReadLines(Sched).First(line => line.StartsWith("se.slice", StringComparison.Ordinal));
            return long.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        }
    }
}
