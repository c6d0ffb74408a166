using System.Buffers.Binary;
using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>A socket of a test that says what it likes.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient client = new();

    public RawPeer(Endpoint endpoint)
    {
        client.Connect(endpoint.Host, endpoint.Port);
        client.ReceiveTimeout = (int)TestProbe.WaitMax.TotalMilliseconds;
    }

    /// <summary>A peer that has said hello and was let in.</summary>
    public static RawPeer Greeted(Endpoint endpoint, string node, ConnectionKind kind)
    {
        var peer = new RawPeer(endpoint);
        Assert.IsType<Welcome>(peer.Greet(Worlds.TransportWorld.Identity(node), kind));
        return peer;
    }

    public string Address => client.Client.LocalEndPoint!.ToString()!.Replace("[::ffff:127.0.0.1]", "127.0.0.1");

    public NetworkStream Stream => client.GetStream();

    public void Write(ReadOnlySpan<byte> bytes) => Stream.Write(bytes);

    public void WriteHeader(uint headLength, uint payloadLength)
    {
        Span<byte> header = stackalloc byte[FrameLimits.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, headLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(uint)..], payloadLength);
        Write(header);
    }

    /// <summary>Says hello and gives the answer.</summary>
    public Message Greet(NodeIdentity identity, ConnectionKind kind)
    {
        var writer = new FrameWriter();
        writer.AppendPreface();
        writer.Append(new Envelope("/handshake", null, identity.ToHello(kind)));
        Write(writer.Written.Span);
        using var reader = new FrameReader(kind, new PayloadPool());
        Envelope? envelope;
        while (!reader.TryRead(out envelope))
        {
            int count = Stream.Read(reader.Space.Span);
            Assert.NotEqual(0, count);
            reader.Advance(count);
        }

        return envelope.Message;
    }

    /// <summary>Reads until the other side closes, which it must, in order or by a reset.</summary>
    public void ExpectClosed()
    {
        try
        {
            byte[] scratch = new byte[4096];
            while (Stream.Read(scratch) > 0)
            {
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException
        {
            SocketErrorCode: SocketError.ConnectionReset,
        })
        {
        }
    }

    /// <summary>Closes so that the other side gets a reset, as from a machine that lost its memory.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Client.Close(0);
    }

    public void Dispose() => client.Dispose();
}
