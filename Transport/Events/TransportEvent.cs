namespace RnnCluster.Transport.Events;

/// <summary>What a transport tells the actor that it was given: about connections, never about messages.</summary>
public abstract record TransportEvent;
