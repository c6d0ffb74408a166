namespace RnnCluster.Protocol;

/// <summary>Anything that one node says to another.</summary>
public abstract record Message;
