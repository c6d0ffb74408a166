using Microsoft.AspNetCore.Connections;
using RnnCluster.Dashboard.Web;

namespace RnnCluster.Dashboard.Tests.Web;

public sealed class ConnectionSeatsTests
{
    [Fact]
    public void TheConnectionThatAskedLongestAgoGoesForANewOne()
    {
        var seats = new ConnectionSeats(3);
        var gone = new List<string>();
        ConnectionSeats.Seat a = Take("a");
        Take("b");
        ConnectionSeats.Seat c = Take("c");
        a.OnRequest();
        Take("d");
        c.Keep();
        Take("e");
        Take("f");

        Assert.Equal(["b", "a", "d"], gone);
        Assert.Equal(3, seats.Taken);

        ConnectionSeats.Seat Take(string name) => seats.Take(new Line(name, gone));
    }

    [Fact]
    public void AConnectionThatEndsOrWasClosedGivesItsSeatBackOnce()
    {
        var seats = new ConnectionSeats(1);
        var gone = new List<string>();
        ConnectionSeats.Seat closed = seats.Take(new Line("closed", gone));
        ConnectionSeats.Seat ended = seats.Take(new Line("ended", gone));
        closed.OnRequest();
        closed.Dispose();
        Assert.Equal(1, seats.Taken);
        ended.Keep();
        ended.Dispose();
        ended.Dispose();
        Assert.Equal(0, seats.Taken);
        seats.Take(new Line("last", gone));
        Assert.Equal(["closed"], gone);
    }

    private sealed class Line(string name, List<string> gone) : DefaultConnectionContext
    {
        public override void Abort(ConnectionAbortedException abortReason) => gone.Add(name);
    }
}
