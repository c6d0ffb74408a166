using System.Net;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Transport.Tests.Tcp;

/// <summary>Who makes room for a newcomer when all places of half-open connections are taken.</summary>
public sealed class HalfOpenTableTests : IDisposable
{
    private static readonly IPAddress Flood = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Farm = IPAddress.Parse("192.0.2.2");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.3");

    private readonly HalfOpenTable table = new();
    private readonly List<CancellationTokenSource> patiences = [];

    [Fact]
    public void AFloodClosesItsOwnConnectionsAndNotAnEarlierOneFromElsewhere()
    {
        HalfOpen worker = Enter(Other);
        HalfOpen[] flood = [.. Enumerable.Range(0, 1000).Select(_ => Enter(Flood))];

        Assert.False(worker.IsOver);
        Assert.Equal(1 + 1000 - TransportOptions.SilentMax, flood.Count(one => one.IsOver));
        Assert.All(flood[^(TransportOptions.SilentMax - 1)..], one => Assert.False(one.IsOver));
        table.Greet(worker);
    }

    [Fact]
    public void OfAddressesWithAsManyTheOneThatWaitsLongestGoes()
    {
        HalfOpen[] farm = [.. Enumerable.Range(0, TransportOptions.SilentMax / 2).Select(_ => Enter(Farm))];
        HalfOpen[] flood = [.. Enumerable.Range(0, TransportOptions.SilentMax / 2).Select(_ => Enter(Flood))];
        Enter(Other);

        Assert.Equal([farm[0]], farm.Concat(flood).Where(one => one.IsOver));
        Assert.Equal("closed to make room: more than 64 connections had not said hello", farm[0].Displaced);
    }

    [Fact]
    public void WhatHasSaidHelloTakesNoPlaceOfThoseThatHaveNotAndIsBoundedToo()
    {
        HalfOpen[] greeted = [.. Enumerable.Range(0, TransportOptions.GreetedMax).Select(_ => Greeted(Farm))];
        Assert.DoesNotContain(greeted, one => one.IsOver);
        HalfOpen silent = Enter(Flood);
        Greeted(Other);

        Assert.Equal([greeted[0]], greeted.Append(silent).Where(one => one.IsOver));
        Assert.Equal(
            "closed to make room: more than 256 connections had said hello and were not connected yet",
            greeted[0].Displaced);
    }

    [Fact]
    public void WhatMadeRoomIsLetInNoMore()
    {
        HalfOpen first = Enter(Flood);
        for (int count = 0; count < TransportOptions.SilentMax; count++)
        {
            Enter(Flood);
        }

        Assert.Throws<OperationCanceledException>(() => table.Greet(first));
    }

    [Fact]
    public void WhatHasLeftMakesRoom()
    {
        HalfOpen[] open = [.. Enumerable.Range(0, TransportOptions.SilentMax).Select(_ => Enter(Flood))];
        table.Leave(open[5]);
        table.Leave(open[5]);
        Enter(Other);

        Assert.DoesNotContain(open, one => one.IsOver);
    }

    public void Dispose() => patiences.ForEach(patience => patience.Dispose());

    private HalfOpen Enter(IPAddress address)
    {
        var patience = new CancellationTokenSource();
        patiences.Add(patience);
        var connection = new HalfOpen(address, patience);
        table.Enter(connection);
        return connection;
    }

    private HalfOpen Greeted(IPAddress address)
    {
        HalfOpen connection = Enter(address);
        table.Greet(connection);
        return connection;
    }
}
