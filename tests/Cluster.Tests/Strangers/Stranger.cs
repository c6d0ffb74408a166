using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cluster.Tests.Strangers;

/// <summary>A socket that says to a coordinator what it likes.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpClient client = new();

    public Stranger(Endpoint endpoint)
    {
        client.Connect(endpoint.Host, endpoint.Port);
        client.ReceiveTimeout = (int)ListeningRun.Patience.TotalMilliseconds;
    }

    /// <summary>The hello of a worker of this build that has no run yet.</summary>
    public static Hello Hello { get; } = new(
        ProtocolVersions.Current,
        Numerics.Version,
        Fingerprint: 1,
        ConnectionKind.Control,
        new NodeId("stranger"),
        Incarnation: 1,
        Run: null,
        Cores: 1,
        Lanes: "any");

    public string Address => client.Client.LocalEndPoint!.ToString()!.Replace("[::ffff:127.0.0.1]", "127.0.0.1");

    public void Say(ReadOnlySpan<byte> bytes) => client.GetStream().Write(bytes);

    public void Say(Message greeting)
    {
        var writer = new FrameWriter();
        writer.AppendPreface();
        writer.Append(new Envelope("/handshake", null, greeting));
        Say(writer.Written.Span);
    }

    /// <summary>Says no more, and hears what there is to hear.</summary>
    public void End() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads the coordinator's answer to a hello.</summary>
    public Message Hear()
    {
        using var reader = new FrameReader(ConnectionKind.Control, new PayloadPool());
        Envelope? envelope;
        while (!reader.TryRead(out envelope))
        {
            int count = client.GetStream().Read(reader.Space.Span);
            Assert.NotEqual(0, count);
            reader.Advance(count);
        }

        return envelope.Message;
    }

    public void Dispose() => client.Dispose();
}
