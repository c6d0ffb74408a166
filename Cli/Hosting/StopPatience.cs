using System.Runtime.InteropServices;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// Tells the signals that ask for a stop apart. One wish to stop often comes as several signals: <c>timeout</c> signals
/// its child and then the whole process group, <c>dotnet run</c> passes on what the group got as well, and a service
/// manager sends SIGTERM and SIGHUP together. They are one wish. A person who wants the process gone although it says
/// that it stops presses Ctrl-C again; that is a second wish.
/// </summary>
/// <remarks>
/// The invariant: <see cref="announcedAt"/> is set once, by the first signal. For any thread.
/// </remarks>
internal sealed class StopPatience
{
    /// <summary>
    /// A signal counts as a second wish this long after the first was announced, not earlier. The copies of one wish
    /// come within milliseconds, on a machine that is overloaded within a second; a person has to read that the run
    /// stops first. Two seconds are above the first and below the second.
    /// </summary>
    public static readonly TimeSpan SecondMin = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private long? announcedAt;

    /// <summary>Waits for the first signal.</summary>
    /// <param name="time">Measures the time between signals.</param>
    public StopPatience(TimeProvider time) => this.time = time;

    /// <summary>A signal came.</summary>
    /// <param name="signal">
    /// Which. Only SIGINT and SIGTERM can be a second wish: the others warn of an end that is still to come (a batch
    /// system's time limit, a terminal that closes), and the checkpoint that they ask for is being written already.
    /// </param>
    public StopWish OnSignal(PosixSignal signal)
    {
        lock (gate)
        {
            if (announcedAt is not { } first)
            {
                announcedAt = time.GetTimestamp();
                return StopWish.First;
            }

            bool canEnd = signal is PosixSignal.SIGINT or PosixSignal.SIGTERM;
            return canEnd && time.GetElapsedTime(first) >= SecondMin ? StopWish.Second : StopWish.Repeated;
        }
    }
}
