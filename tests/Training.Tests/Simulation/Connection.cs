using RnnCluster.Protocol;
using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>A worker's two connections: each keeps its order, and neither cares about the other.</summary>
internal sealed class Connection
{
    private readonly Queue<Message>[] up = [new(), new()];
    private readonly Queue<Message>[] down = [new(), new()];

    public void Tell(bool isUp, Message message) =>
        (isUp ? up : down)[message is BulkMessage ? 1 : 0].Enqueue(message);

    public IEnumerable<(bool IsUp, Queue<Message> Queue)> Waiting =>
        up.Select(queue => (true, queue)).Concat(down.Select(queue => (false, queue)))
            .Where(pair => pair.Item2.Count > 0);

    public void Close()
    {
        foreach (Queue<Message> queue in up.Concat(down))
        {
            while (queue.TryDequeue(out Message? message))
            {
                (message as IReleasable)?.Release();
            }
        }
    }
}
