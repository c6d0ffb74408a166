using RnnCluster.Actors;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Cluster.Tests.Lies;

/// <summary>A coordinator that takes everybody in and sends what it likes.</summary>
/// <param name="accepted">What it says of its run.</param>
/// <param name="content">What it sends when it is asked for data, whatever was asked for.</param>
/// <param name="pool">Lends the messages' memory.</param>
internal sealed class LyingCoordinator(JoinAccepted accepted, byte[] content, PayloadPool pool) : MeasuredActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinRequest:
                Sender.Tell(accepted, Self);
                break;
            case ContentRequest request:
                Payload part = pool.Rent(content.Length);
                content.CopyTo(part.Span);
                Sender.Tell(MessageChecks.Sealed(new ContentChunk(request.Hash, 0, content.Length, 0, part)), Self);
                break;
            default:
                (message as IReleasable)?.Release();
                break;
        }
    }
}
