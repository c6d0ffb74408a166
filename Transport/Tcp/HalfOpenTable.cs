using RnnCluster.Shared;

namespace RnnCluster.Transport.Tcp;

/// <summary>
/// The bounded room for connections that are not links yet. A newcomer always gets in: where there is no room the
/// longest waiting connection of the address that has most of them is closed. So silent connections, however many,
/// delay a worker by no timeout, and a flood from one address closes its own connections before those of others.
/// Safe for all threads.
/// </summary>
internal sealed class HalfOpenTable
{
    private readonly Lock gate = new();

    // Each in the order in which they came. Invariant: no connection is in both, and no list is above its bound.
    private readonly List<HalfOpen> silent = [];
    private readonly List<HalfOpen> greeted = [];

    /// <summary>A connection was accepted and has said nothing yet.</summary>
    public void Enter(HalfOpen connection)
    {
        lock (gate)
        {
            Add(
                silent,
                connection,
                TransportOptions.SilentMax,
                $"closed to make room: more than {TransportOptions.SilentMax} connections had not said hello");
        }
    }

    /// <summary>A connection has said hello.</summary>
    /// <exception cref="OperationCanceledException">It was closed to make room.</exception>
    public void Greet(HalfOpen connection)
    {
        lock (gate)
        {
            if (!silent.Remove(connection))
            {
                throw new OperationCanceledException();
            }

            Add(
                greeted,
                connection,
                TransportOptions.GreetedMax,
                $"closed to make room: more than {TransportOptions.GreetedMax} connections had said hello and were "
                + "not connected yet");
        }
    }

    /// <summary>Its handshake has ended, one way or another.</summary>
    public void Leave(HalfOpen connection)
    {
        lock (gate)
        {
            _ = silent.Remove(connection) || greeted.Remove(connection);
        }
    }

    private static void Add(List<HalfOpen> list, HalfOpen connection, int countMax, string reason)
    {
        Ensure.That(list.Count <= countMax);
        if (list.Count == countMax)
        {
            // Groups and their members keep the order of coming: of equal addresses the one that waits longest.
            HalfOpen longest = list.GroupBy(one => one.Address).MaxBy(group => group.Count())!.First();
            list.Remove(longest);
            longest.Displace(reason);
        }

        list.Add(connection);
    }
}
