using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>One start of a node of the cluster.</summary>
/// <param name="Endpoint">Where its Akka listens.</param>
/// <param name="Uid">Akka's number of the start: a process that makes a new system gets another one.</param>
public readonly record struct ClusterAddress(Endpoint Endpoint, int Uid);
