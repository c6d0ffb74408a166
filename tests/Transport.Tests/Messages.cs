using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Tests;

/// <summary>Messages that mean nothing, with a number to know them by.</summary>
internal static class Messages
{
    public static Heartbeat Control(long number) => new(number, new Step(1), ResidentBytes: 1, TimeSpan.Zero);

    public static SliceSum Bulk(int number, Payload payload) => new(
        Term: 1,
        new Step(1),
        PlanVersion: 1,
        new TreeNode(0, 0),
        number,
        SliceEncoding.Dense,
        Digest: 1,
        Checksum: 1,
        payload);
}
