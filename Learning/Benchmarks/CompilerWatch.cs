using System.Runtime;

namespace RnnCluster.Learning.Benchmarks;

/// <summary>
/// Says when the runtime has compiled what is hot. It compiles hot code anew beside the steps, and takes a core from a
/// team that has all of them: a measurement begins after that.
/// </summary>
/// <param name="time">Measures the quiet.</param>
/// <param name="longest">The code counts as compiled after this long, whatever is still compiled.</param>
public sealed class CompilerWatch(TimeProvider time, TimeSpan longest)
{
    /// <summary>The code counts as compiled when no method was compiled for this long.</summary>
    public static readonly TimeSpan QuietMin = TimeSpan.FromSeconds(0.5);

    private readonly long start = time.GetTimestamp();
    private long changed = time.GetTimestamp();
    private long compiled;

    /// <summary>Looks once; called after each step.</summary>
    /// <returns>Whether the code counts as compiled.</returns>
    public bool IsQuiet()
    {
        long now = JitInfo.GetCompiledMethodCount();
        if (now != compiled)
        {
            compiled = now;
            changed = time.GetTimestamp();
        }

        return time.GetElapsedTime(changed) >= QuietMin || time.GetElapsedTime(start) >= longest;
    }
}
