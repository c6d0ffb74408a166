using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Benchmarks;

/// <summary>What a benchmark measured.</summary>
/// <param name="Name">The case.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Shards">Shards of the step.</param>
/// <param name="StepTime">Median over the chunks of the mean time of a step.</param>
/// <param name="TokensPerSecond">Targets trained on per second, at that time.</param>
/// <param name="PeakShare">
/// Share of what the threads' cores can do at most: operations of the products per second over the peak that was
/// measured on one core in the same run, times the threads.
/// </param>
/// <param name="PeakPerCore">That peak, in floating-point operations per second.</param>
/// <param name="FirstStep">From the benchmark's start to the end of the first step.</param>
/// <param name="Phases">Mean time of each phase of a step, as the calling thread sees it.</param>
public sealed record BenchmarkResult(
    string Name,
    int Threads,
    int Shards,
    TimeSpan StepTime,
    double TokensPerSecond,
    double PeakShare,
    double PeakPerCore,
    TimeSpan FirstStep,
    IReadOnlyList<(Phase Phase, TimeSpan Time)> Phases);
