namespace RnnCluster.Protocol.Commands;

/// <summary>What an operator may ask of a run.</summary>
public abstract record OperatorCommand : Message;
