using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>
/// Whether a node lets another one in. The side that listens decides; both transports ask here. Each reason is one
/// sentence for the person at the other node: both values and what to do.
/// </summary>
public static class Handshake
{
    /// <summary>Compares a hello with the node that got it.</summary>
    /// <param name="self">The node that listens.</param>
    /// <param name="hello">What the other one says about itself.</param>
    /// <param name="isReplaced">Whether a node that came later has its name (<see cref="Arrivals"/>).</param>
    /// <returns>Why it is refused; null if it is welcome.</returns>
    public static string? Check(NodeIdentity self, Hello hello, bool isReplaced)
    {
        if (hello.ProtocolVersion != self.ProtocolVersion)
        {
            return $"node '{hello.Node}' speaks protocol version {hello.ProtocolVersion} and node '{self.Node}' "
                + $"version {self.ProtocolVersion}: run the same rnncluster on both";
        }

        if (!NodeId.IsName(hello.Node.Name))
        {
            return "the name of the node is not a name: expected 1 to 63 of a-z, 0-9, '-' and '.', "
                + "the first a letter or a digit; give it one with --name";
        }

        if (hello.NumericsVersion != self.NumericsVersion)
        {
            return $"node '{hello.Node}' computes by numerics version {hello.NumericsVersion} and node '{self.Node}' "
                + $"by version {self.NumericsVersion}, which give different bits: run the same rnncluster on both";
        }

        if (hello.Fingerprint != self.Fingerprint)
        {
            return $"the arithmetic of node '{hello.Node}' has the fingerprint {hello.Fingerprint:x32} and that of "
                + $"node '{self.Node}' {self.Fingerprint:x32}: run 'rnncluster selftest' on both to see whose is wrong";
        }

        if (hello.Run is { } run && run != self.Run)
        {
            string own = self.Run is { } other ? $"in run {other}" : "in none";
            return $"node '{hello.Node}' takes part in run {run} and node '{self.Node}' {own}: "
                + "join the cluster of that run, or start the node anew";
        }

        if (hello.Node == self.Node)
        {
            return $"the node that listens is itself called '{self.Node}': "
                + "give each node a name of its own with --name";
        }

        return isReplaced
            ? $"another node '{hello.Node}' that came later is connected: stop one of them, or give each node a name "
                + "of its own with --name"
            : null;
    }
}
