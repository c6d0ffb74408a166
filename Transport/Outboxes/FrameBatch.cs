using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Outboxes;

/// <summary>
/// Frames that leave together: their heads one behind the other, and the payloads, each still in its own memory, to be
/// sent when the heads before its place are.
/// </summary>
internal sealed class FrameBatch
{
    /// <summary>A burst makes the heads' buffer larger; beyond this its memory is not kept.</summary>
    private const int KeptHeadBytesMax = 1 << 20;

    private readonly List<(int HeadEnd, Payload Payload)> payloads = [];
    private FrameWriter writer = new();

    /// <summary>How many frames.</summary>
    public int Messages { get; private set; }

    /// <summary>Bytes of all heads and payloads.</summary>
    public long Bytes { get; private set; }

    public ReadOnlyMemory<byte> Heads => writer.Written;

    public int PayloadCount => payloads.Count;

    public int HeadEndOf(int index) => payloads[index].HeadEnd;

    public Payload PayloadOf(int index) => payloads[index].Payload;

    /// <summary>Appends a frame and takes its payload.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="place">Where its payload lies in shared memory; null if it does not.</param>
    /// <exception cref="Protocol.ProtocolException">It is too large; nothing was appended or taken.</exception>
    public void Append(Envelope envelope, long? place)
    {
        int before = writer.Written.Length;
        Payload? payload = writer.Append(envelope, place);
        int headEnd = writer.Written.Length;
        Messages++;
        Bytes += headEnd - before + (payload?.Length ?? 0);
        if (payload is not null)
        {
            payloads.Add((headEnd, payload));
        }
        else
        {
            // There are no bytes to wait for: they are there, or there are none.
            (envelope.Message as IReleasable)?.Release();
        }
    }

    /// <summary>Releases the payloads from an index on and forgets everything.</summary>
    /// <param name="sent">How many payloads were released already.</param>
    public void Clear(int sent)
    {
        for (int index = sent; index < payloads.Count; index++)
        {
            payloads[index].Payload.Release();
        }

        payloads.Clear();
        Messages = 0;
        Bytes = 0;
        if (writer.Written.Length > KeptHeadBytesMax)
        {
            writer = new FrameWriter();
        }
        else
        {
            writer.Clear();
        }
    }
}
