using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Covers;

/// <summary>
/// Reports whose carried states come in parts, until the last part is there: only then the shards are answered. The
/// parts of each sender and subtree are without a gap from 0 on, because a connection keeps their order.
/// </summary>
internal sealed class ReportParts
{
    private readonly Dictionary<(NodeId From, TreeNode Subtree), List<ShardReport>> waiting = [];

    /// <summary>Takes a part.</summary>
    /// <param name="from">Its sender.</param>
    /// <param name="part">A part of the current step; from here on it is this book's.</param>
    /// <returns>All parts in order if this was the last one: the caller releases them. Null before.</returns>
    public IReadOnlyList<ShardReport>? Accept(NodeId from, ShardReport part)
    {
        (NodeId, TreeNode) key = (from, part.Subtree);
        if (!waiting.TryGetValue(key, out List<ShardReport>? parts))
        {
            waiting.Add(key, parts = []);
        }

        if (part.Offset == 0)
        {
            // The first one; or the worker was connected anew and computed once more.
            Release(parts);
        }

        if (part.Offset != EndOf(parts))
        {
            part.Release();
            return null;
        }

        parts.Add(part);
        if (EndOf(parts) < part.Total)
        {
            return null;
        }

        waiting.Remove(key);
        return parts;
    }

    /// <summary>Forgets everything: the next step.</summary>
    public void Begin()
    {
        foreach (List<ShardReport> parts in waiting.Values)
        {
            Release(parts);
        }

        waiting.Clear();
    }

    private static long EndOf(List<ShardReport> parts) =>
        parts.Count == 0 ? 0 : parts[^1].Offset + parts[^1].Payload.Length;

    private static void Release(List<ShardReport> parts)
    {
        parts.ForEach(part => part.Release());
        parts.Clear();
    }
}
