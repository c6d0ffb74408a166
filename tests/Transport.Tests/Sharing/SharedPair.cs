using RnnCluster.Shared;
using RnnCluster.Transport.Sharing;

namespace RnnCluster.Transport.Tests.Sharing;

/// <summary>Both ends of a shared file in one process: what one end places the other takes.</summary>
internal sealed class SharedPair : IDisposable
{
    public const long Bytes = 16L << 20;

    public SharedPair()
    {
        Creator = SharedFile.TryCreate(Bytes)!;
        Opener = SharedFile.TryOpen(Creator.Name, Bytes)!;
        Creator.Unlink();
        Outbox = new SharedOutbox(Creator);
        Inbox = new SharedInbox(Opener.Incoming, Pool);
    }

    public PayloadPool Pool { get; } = new();

    public SharedFile Creator { get; }

    public SharedFile Opener { get; }

    public SharedOutbox Outbox { get; }

    public SharedInbox Inbox { get; }

    public static byte[] Fill(int length, byte content)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, content);
        return bytes;
    }

    public void Dispose()
    {
        Creator.Dispose();
        Opener.Dispose();
    }
}
