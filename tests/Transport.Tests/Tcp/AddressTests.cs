using System.Net;
using System.Net.Sockets;
using RnnCluster.Shared;
using RnnCluster.Transport.Tcp;
using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Tcp;

public sealed class AddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7070", "127.0.0.1", 7070)]
    [InlineData("localhost:1", "localhost", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("node-3.cluster:0", "node-3.cluster", 0)]
    public void AnAddressIsReadAndWrittenAlike(string text, string host, int port)
    {
        Endpoint endpoint = Endpoint.Parse(text);

        Assert.Equal(new Endpoint(host, port), endpoint);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData(":7070")]
    [InlineData("host:")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("::1:7070")]
    [InlineData("[host]:7070")]
    [InlineData("a b:7070")]
    public void WhatIsNoAddressIsRefusedByItsForm(string text)
    {
        var mistake = Assert.Throws<InputException>(() => Endpoint.Parse(text));

        Assert.Equal(
            $"'{text}' is not an address: expected HOST:PORT, such as 127.0.0.1:7070 or [::1]:7070", mistake.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("localhost.example", false)]
    public void OnlyWhatNeverLeavesTheMachineIsLoopback(string host, bool isLoopback) =>
        Assert.Equal(isLoopback, new Endpoint(host, 1).IsLoopback);

    [Fact]
    public async Task AnAddressBeyondTheMachineNeedsLeave()
    {
        const string Sentence =
            "10.1.2.3:7070 is not a loopback address; the connection is not encrypted: add --insecure to accept that";
        await using var world = new TcpWorld();
        TransportNode a = world.Add("a");
        var endpoint = new Endpoint("10.1.2.3", 7070);

        Assert.Equal(Sentence, Assert.Throws<InputException>(() => a.Transport.Listen(endpoint)).Message);
        Assert.Equal(Sentence, Assert.Throws<InputException>(() => a.Transport.Connect([endpoint])).Message);
    }

    [Fact]
    public async Task WithLeaveAllAddressesOfTheMachineAreListenedOn()
    {
        var options = new TransportOptions { IsInsecureAllowed = true };
        await using var world = new TcpWorld();
        TransportNode a = world.Add(TransportWorld.Identity("a"), options);
        TransportNode b = world.Add(TransportWorld.Identity("b"), options);
        Endpoint endpoint = b.Transport.Listen(new Endpoint("0.0.0.0", 0));
        a.Transport.Connect([endpoint with { Host = "localhost" }]);

        world.ExpectConnected(a, b);
    }

    public static TheoryData<string, string> Reached
    {
        get
        {
            var rows = new TheoryData<string, string>
            {
                { "localhost", "127.0.0.1" },
                { "127.0.0.1", "localhost" },
            };
            if (Socket.OSSupportsIPv6)
            {
                rows.Add("localhost", "::1");
                rows.Add("::", "127.0.0.1");
                rows.Add("::", "::1");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Reached))]
    public async Task ANodeIsReachedAtAllThatItsAddressStandsFor(string listens, string dials)
    {
        var options = new TransportOptions { IsInsecureAllowed = true };
        await using var world = new TcpWorld();
        TransportNode a = world.Add(TransportWorld.Identity("a"), options);
        TransportNode b = world.Add(TransportWorld.Identity("b"), options);
        Endpoint endpoint = b.Transport.Listen(new Endpoint(listens, 0));
        a.Transport.Connect([endpoint with { Host = dials }]);

        world.ExpectConnected(a, b);
    }

    [Fact]
    public void AllSocketsOfANameAreAtOnePort()
    {
        IReadOnlyList<Socket> sockets = ListenSockets.Bind(new Endpoint("localhost", 0));
        int[] ports = [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];

        Assert.Single(ports.Distinct());
        Assert.Equal(Socket.OSSupportsIPv6 ? 2 : 1, ports.Length);
        foreach (Socket socket in sockets)
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task AllAddressesOfANameAreDialledUntilOneAnswers()
    {
        // Bound and not listening: refused at once, as a machine without the service does.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var open = new TcpListener(IPAddress.Loopback, 0);
        open.Start();

        using Socket socket = await TcpAttempt.ConnectAsync(
            [(IPEndPoint)closed.LocalEndPoint!, (IPEndPoint)open.LocalEndpoint, (IPEndPoint)closed.LocalEndPoint!],
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            CancellationToken.None);

        Assert.Equal(open.LocalEndpoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData(
        "198.51.100.1:7070",
        "198.51.100.1:7070 is not an address of this machine: listen on one that is, or on 0.0.0.0 for all of them")]
    [InlineData(
        "no-such-host.invalid:7070",
        "no-such-host.invalid:7070 has a name that no address is known for: check it, or give the address")]
    public async Task AnAddressOfNobodyHereCannotBeListenedOn(string address, string sentence)
    {
        await using var world = new TcpWorld();
        TransportNode a = world.Add(
            TransportWorld.Identity("a"), new TransportOptions { IsInsecureAllowed = true });

        Assert.Equal(
            sentence, Assert.Throws<InputException>(() => a.Transport.Listen(Endpoint.Parse(address))).Message);
    }
}
