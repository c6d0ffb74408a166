namespace RnnCluster.Telemetry.Events;

/// <summary>
/// What is done with the events of a run. Its members are called in the turns of one actor, Dispose last.
/// </summary>
internal interface IEventSink : IDisposable
{
    /// <summary>What it is called in a warning: <c>metrics</c>.</summary>
    string Name { get; }

    /// <summary>Takes an event.</summary>
    void On(in StampedEvent happened);

    /// <summary>Comes every <see cref="EventReader.FlushInterval"/>: what was taken should be out after it.</summary>
    void Flush();
}
