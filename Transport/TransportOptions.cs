using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>What a host may choose about a node's connections. Nothing here changes a bit of any state.</summary>
public sealed record TransportOptions
{
    /// <summary>
    /// The most messages that wait for one connection. Control messages are a few per step and worker: whoever is this
    /// far behind does not read, and it must learn the state anew. At the bound the connection is closed.
    /// </summary>
    public const int OutboxMessagesMax = 1 << 16;

    /// <summary>
    /// The most bytes that wait for a control connection: 256 for each of the messages. At the bound it is closed.
    /// </summary>
    public const long OutboxControlBytesMax = 256L * OutboxMessagesMax;

    /// <summary>
    /// Connections that were accepted and have not said hello. A node says it with its first packet, so a cluster of a
    /// few hundred nodes that start together passes through. At the bound the longest waiting one is closed for the
    /// newcomer, from the address that has most of them.
    /// </summary>
    public const int SilentMax = 64;

    /// <summary>
    /// Connections that have said hello and are not a link yet: each node of a large cluster that owes its bulk
    /// connection, and nodes that are reading why they were refused. At the bound as above.
    /// </summary>
    public const int GreetedMax = 256;

    /// <summary>Whether addresses other than loopback are allowed, although nothing is encrypted.</summary>
    public bool IsInsecureAllowed { get; init; }

    /// <summary>
    /// From the connection's first byte to its welcome, at both sides. Two round trips and a fingerprint that is known
    /// already take milliseconds; a silent stranger is gone after this.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The most bytes that wait for a bulk connection: by default the averages of three steps of a model of 80 million
    /// parameters. What a peer fetches comes in parts as it takes them and does not count on this room. At the bound
    /// the connection is closed, and the peer fetches the state anew.
    /// </summary>
    public long OutboxBulkBytesMax { get; init; } = 1L << 30;

    /// <summary>
    /// The most bytes of payloads that lie in memory shared with one peer of the same machine, in each direction: as
    /// many as may wait for it. Beyond it they go over the socket. 0 for none.
    /// </summary>
    public long SharedBytesMax { get; init; } = 1L << 30;

    /// <summary>The wait after the first round over the addresses; doubles with each further one.</summary>
    public TimeSpan RetryDelayMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two rounds over the addresses.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node is dialled in vain; null for ever.</summary>
    public TimeSpan? GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Spreads the retries of nodes that lost the same peer; no result depends on it.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// What lies between the socket and the frames. Today nothing; TLS will take the place. Gets the socket's stream
    /// and whether this side dialled, gives the stream to use. Within the handshake's timeout.
    /// </summary>
    public Func<Stream, bool, CancellationToken, ValueTask<Stream>> Secure { get; init; } =
        static (stream, _, _) => ValueTask.FromResult(stream);

    /// <summary>Refuses an address beyond this machine that nobody has allowed.</summary>
    /// <param name="endpoint">The address.</param>
    /// <exception cref="InputException">It is not allowed.</exception>
    public void EnsureAllowed(Endpoint endpoint)
    {
        if (!IsInsecureAllowed && !endpoint.IsLoopback)
        {
            throw new InputException(
                $"{endpoint} is not a loopback address; the connection is not encrypted: "
                + "add --insecure to accept that");
        }
    }
}
