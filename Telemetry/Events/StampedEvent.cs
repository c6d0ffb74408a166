using RnnCluster.Protocol.Events;

namespace RnnCluster.Telemetry.Events;

/// <summary>An event with the moment at which it was published.</summary>
/// <param name="At">When.</param>
/// <param name="Event">What.</param>
internal readonly record struct StampedEvent(DateTimeOffset At, RunEvent Event);
