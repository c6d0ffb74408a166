using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Transport.Tests.Worlds;

/// <summary>Sockets on loopback, threads of the pool, the machine's clock unless a test gives another.</summary>
public class TcpWorld(TimeProvider? time = null) : TransportWorld
{
    private static readonly Socket Taken = Bind();

    public override TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>Taken as long as the process lives and never listened at: no other program can be there.</summary>
    public override Endpoint Nobody => new("127.0.0.1", ((IPEndPoint)Taken.LocalEndPoint!).Port);

    protected override ActorSystem CreateSystem(string name) =>
        ActorSystems.Create(name, new ActorSystemOptions { Time = Time });

    protected override ITransport CreateTransport(TransportHost host) => new TcpTransport(host);

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
