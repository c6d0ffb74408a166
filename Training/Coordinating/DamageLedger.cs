using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// The coordinator's book of what came damaged, link by link. A sound network damages nothing that TCP does not find:
/// once may be a cosmic ray, several times within a while is a part that fails, and the link is named.
/// </summary>
internal sealed class DamageLedger
{
    /// <summary>So often within <see cref="Window"/>, and the link is named.</summary>
    public const int NamedFrom = 3;

    /// <summary>The while; a link is also not named again before one has passed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The links of more nodes than a run has: whose last damage is oldest is forgotten first.</summary>
    private const int LinksMax = 1024;

    private readonly SortedDictionary<NodeId, Link> links = new(NodeId.Order);

    /// <summary>Something came damaged.</summary>
    /// <param name="node">The node at the other end.</param>
    /// <param name="now">The time.</param>
    /// <param name="unnamed">How often since the link was named last, if it is to be named now; else 0.</param>
    /// <returns>How often on this link.</returns>
    public long Add(NodeId node, TimeSpan now, out long unnamed)
    {
        if (!links.TryGetValue(node, out Link? link))
        {
            if (links.Count == LinksMax)
            {
                links.Remove(links.MinBy(pair => pair.Value.Last.Last()).Key);
            }

            links.Add(node, link = new Link());
        }

        link.Count++;
        link.Unnamed++;
        link.Last.Enqueue(now);
        if (link.Last.Count > NamedFrom)
        {
            link.Last.Dequeue();
        }

        bool isOften = link.Last.Count == NamedFrom && now - link.Last.Peek() <= Window;
        bool isNamed = link.NamedAt is { } at && now - at < Window;
        unnamed = isOften && !isNamed ? link.Unnamed : 0;
        if (unnamed > 0)
        {
            link.NamedAt = now;
            link.Unnamed = 0;
        }

        return link.Count;
    }

    private sealed class Link
    {
        /// <summary>When it happened the last times, at most <see cref="NamedFrom"/>; oldest first.</summary>
        public Queue<TimeSpan> Last { get; } = new(NamedFrom + 1);

        public long Count { get; set; }

        public long Unnamed { get; set; }

        public TimeSpan? NamedAt { get; set; }
    }
}
