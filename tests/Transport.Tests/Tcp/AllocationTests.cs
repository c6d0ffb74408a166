using Akka.Actor;
using RnnCluster.Protocol.Rounds;
using RnnCluster.SimulationKit;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>Counts what the whole process allocates: nothing else runs beside it.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int SliceBytes = 1 << 20;
    private const int WarmUp = 50;
    private const int Rounds = 8;
    private const int Measured = 50;

    /// <summary>
    /// Both sides together: ref, envelope, message and loan at each end, the texts of the paths, and what the pool of
    /// threads takes to wake a loop. A slice is 1,048,576.
    /// </summary>
    private const long BytesPerMessageMax = 2048;

    [Fact]
    public async Task ASliceAllocatesNoMoreThanItsMessages()
    {
        await using var world = new TcpWorld();
        TransportNode a = world.Add("a");
        TransportNode b = world.Add("b");
        world.Connect(a, b);
        TestProbe probe = b.Probe("probe");
        Send(WarmUp);

        // The shared pool keeps arrays per thread, and the loops change threads: now and then a round pays for one more
        // array. The best round is the steady state.
        long[] each = new long[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Send(Measured);
            each[round] = (GC.GetTotalAllocatedBytes(precise: true) - before) / Measured;
        }

        Assert.True(each.Min() <= BytesPerMessageMax, $"{string.Join(", ", each)} bytes per message");

        void Send(int count)
        {
            for (int number = 0; number < count; number++)
            {
                a.Transport.RefTo(b.Id, probe.Address).Tell(Messages.Bulk(number, a.Rent(SliceBytes, 1)));
                probe.ExpectMsg<SliceSum>().Release();
            }
        }
    }
}
