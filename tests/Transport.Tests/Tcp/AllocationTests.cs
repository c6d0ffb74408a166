using RnnCluster.ActorTestKit;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>Counts what the whole process allocates: nothing else runs beside it.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int SliceBytes = 1 << 20;
    private const int WarmUp = 50;
    private const int Measured = 200;

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
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Send(Measured);
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / Measured;

        Assert.True(each <= BytesPerMessageMax, $"{each} bytes per message");

        void Send(int count)
        {
            for (int number = 0; number < count; number++)
            {
                a.Transport.RefTo(b.Id, probe.Path).Tell(Messages.Bulk(number, a.Rent(SliceBytes, 1)));
                probe.ExpectMsg<SliceSum>().Release();
            }
        }
    }
}
