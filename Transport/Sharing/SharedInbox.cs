using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Sharing;

/// <summary>Lends payloads from where the peer has left them, without a copy.</summary>
internal sealed class SharedInbox(SharedDirection direction, PayloadPool pool) : IPayloadPlaces, IPayloadOwner
{
    public Payload Take(long place, int length)
    {
        if (place < 0 || place % SharedDirection.HeaderBytes != 0
            || place > direction.Length - SharedDirection.HeaderBytes - length)
        {
            throw new ProtocolException(
                $"frame: a place in {direction.Length} bytes of shared memory expected, {length} bytes at {place} "
                + "announced");
        }

        // The connection that reads keeps its own part in it until it has read everything.
        Ensure.That(direction.TryEnter());
        return pool.Lend(direction.PayloadAt((int)place, length), this);
    }

    public void Return(Payload payload)
    {
        Ensure.That(MemoryMarshal.TryGetMemoryManager<byte, MappedBytes>(payload.Memory, out _, out int start, out _));
        direction.Release(start - SharedDirection.HeaderBytes);
        pool.Return(payload);
        direction.Leave();
    }
}
