using RnnCluster.Protocol;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <summary>
/// What came for steps that the replica has not reached: control and bulk travel apart, and while a worker catches up
/// the others go on. Bounded; what is too much is the caller's to give up.
/// </summary>
internal sealed class StepInbox(long bytesMax, int messagesMax)
{
    private readonly SortedDictionary<Step, Queue<Message>> held = [];
    private long bytes;
    private int count;

    /// <summary>Holds a message.</summary>
    /// <returns>False when there is no room: the message is still the caller's.</returns>
    public bool TryHold(Step step, Message message)
    {
        long length = Length(message);
        if (bytes + length > bytesMax || count == messagesMax)
        {
            return false;
        }

        if (!held.TryGetValue(step, out Queue<Message>? queue))
        {
            held.Add(step, queue = new Queue<Message>());
        }

        queue.Enqueue(message);
        bytes += length;
        count++;
        return true;
    }

    /// <summary>Takes the messages of a step in the order of their arrival; releases those of earlier steps.</summary>
    public IReadOnlyCollection<Message> Take(Step step)
    {
        IReadOnlyCollection<Message> taken = [];
        while (held.Count > 0 && held.Keys.First() <= step)
        {
            Step first = held.Keys.First();
            Queue<Message> queue = held[first];
            held.Remove(first);
            foreach (Message message in queue)
            {
                bytes -= Length(message);
                count--;
                if (first < step)
                {
                    (message as IReleasable)?.Release();
                }
            }

            taken = first == step ? queue : taken;
        }

        return taken;
    }

    /// <summary>Whether the word that a step is closed has come already.</summary>
    public bool IsClosed(Step step) =>
        held.TryGetValue(step, out Queue<Message>? queue) && queue.Any(message => message is RoundClosed);

    /// <summary>Gives everything back.</summary>
    public void Clear()
    {
        foreach (Message message in held.Values.SelectMany(queue => queue))
        {
            (message as IReleasable)?.Release();
        }

        held.Clear();
        bytes = 0;
        count = 0;
    }

    private static long Length(Message message) => message is BulkMessage bulk ? bulk.Payload.Length : 0;
}
