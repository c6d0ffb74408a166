using Microsoft.AspNetCore.Connections;

namespace RnnCluster.Dashboard.Web;

/// <summary>
/// A bounded number of connections, without a way to occupy all of them. When none is free, the connection that has
/// been without a new request for longest is closed for the one that comes: clients that connect and say nothing, or
/// a byte now and then, cost each other their seats, and a probe of <c>/healthz</c> always has one.
/// </summary>
/// <remarks>A connection that watches the stream keeps its seat; fewer than all may watch.</remarks>
/// <param name="seatsMax">Connections at the same time.</param>
internal sealed class ConnectionSeats(int seatsMax)
{
    private readonly Lock gate = new();

    /// <summary>Those that may be closed, the one whose last request began longest ago first.</summary>
    private readonly LinkedList<Seat> leavable = new();

    private int taken;

    /// <summary>Connections that are open now.</summary>
    public int Taken
    {
        get
        {
            lock (gate)
            {
                return taken;
            }
        }
    }

    /// <summary>Gives a new connection a seat, another's if there must be one.</summary>
    /// <param name="connection">The connection; <see cref="Seat"/> is one of its features from now on.</param>
    public Seat Take(ConnectionContext connection)
    {
        var seat = new Seat(this, connection);
        connection.Features.Set(seat);
        Seat? evicted = null;
        lock (gate)
        {
            if (++taken > seatsMax && leavable.First is { } longest)
            {
                leavable.RemoveFirst();
                evicted = longest.Value;
                evicted.HasGone = true;
                taken--;
            }

            leavable.AddLast(seat.Place);
        }

        evicted?.Connection.Abort(new ConnectionAbortedException("another client needs the connection"));
        return seat;
    }

    private void Touch(Seat seat, bool keeps)
    {
        lock (gate)
        {
            if (seat.HasGone)
            {
                return;
            }

            if (seat.Place.List is not null)
            {
                leavable.Remove(seat.Place);
            }

            if (!keeps)
            {
                leavable.AddLast(seat.Place);
            }
        }
    }

    private void Leave(Seat seat)
    {
        lock (gate)
        {
            if (seat.HasGone)
            {
                return;
            }

            seat.HasGone = true;
            taken--;
            if (seat.Place.List is not null)
            {
                leavable.Remove(seat.Place);
            }
        }
    }

    /// <summary>A connection among the others.</summary>
    internal sealed class Seat : IDisposable
    {
        private readonly ConnectionSeats seats;

        internal Seat(ConnectionSeats seats, ConnectionContext connection)
        {
            this.seats = seats;
            Connection = connection;
            Place = new LinkedListNode<Seat>(this);
        }

        internal ConnectionContext Connection { get; }

        internal LinkedListNode<Seat> Place { get; }

        /// <summary>Whether the seat is another's already.</summary>
        internal bool HasGone { get; set; }

        /// <summary>A request has come: its connection is the last to go.</summary>
        public void OnRequest() => seats.Touch(this, keeps: false);

        /// <summary>From now on it watches, and keeps its seat until it goes.</summary>
        public void Keep() => seats.Touch(this, keeps: true);

        /// <summary>The connection has ended.</summary>
        public void Dispose() => seats.Leave(this);
    }
}
