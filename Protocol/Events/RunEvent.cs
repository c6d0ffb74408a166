namespace RnnCluster.Protocol.Events;

/// <summary>Something that happened in a run, for whoever watches it.</summary>
public abstract record RunEvent : Message;
