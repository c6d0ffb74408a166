using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard.Runs;

/// <summary>Something that happened, and when.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Now">The process's own time, which never jumps.</param>
/// <param name="Event">What.</param>
internal readonly record struct TimedEvent(DateTimeOffset At, TimeSpan Now, RunEvent Event);
