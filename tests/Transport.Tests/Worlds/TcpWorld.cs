using System.Net;
using System.Net.Sockets;
using RnnCluster.Actors;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>Sockets on loopback, threads of the pool, the machine's clock unless a test gives another.</summary>
public class TcpWorld(TimeProvider? time = null) : TransportWorld
{
    public override TimeProvider Time { get; } = time ?? TimeProvider.System;

    public override Endpoint Nobody
    {
        get
        {
            // Taken and given back: the machine hands out another port next time.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return new Endpoint("127.0.0.1", ((IPEndPoint)socket.LocalEndPoint!).Port);
        }
    }

    protected override ActorSystem CreateSystem(string name) => new(name, new ActorSystemOptions { Time = Time });

    protected override ITransport CreateTransport(TransportHost host) => new TcpTransport(host);
}
