using RnnCluster.Shared;
using RnnCluster.Transport.Events;

namespace RnnCluster.Transport.Dialing;

/// <summary>
/// Keeps one peer connected: which address to dial when. It knows neither sockets nor tasks; a transport makes the
/// attempts and says how they end.
/// </summary>
internal sealed class Dialer : IDisposable
{
    private readonly IReadOnlyList<Endpoint> endpoints;
    private readonly TimeSpan? giveUpAfter;
    private readonly TimeProvider time;
    private readonly Backoff backoff;
    private readonly Action<Dialer, Endpoint> attempt;
    private readonly Action<TransportEvent> tell;
    private readonly Lock gate = new();
    private readonly ITimer retry;
    private DialerState state = DialerState.Attempting;
    private int current;
    private int failuresOfRound;
    private long begunAt;

    /// <summary>Creates a dialer; <see cref="Begin"/> starts it.</summary>
    /// <param name="endpoints">Where the peer may listen, at least one.</param>
    /// <param name="options">Waits and patience.</param>
    /// <param name="node">This node.</param>
    /// <param name="time">The clock.</param>
    /// <param name="attempt">Starts an attempt, which ends with one of the On-calls. Not called under a lock.</param>
    /// <param name="tell">Takes events.</param>
    public Dialer(
        IReadOnlyList<Endpoint> endpoints,
        TransportOptions options,
        NodeId node,
        TimeProvider time,
        Action<Dialer, Endpoint> attempt,
        Action<TransportEvent> tell)
    {
        Ensure.That(endpoints.Count > 0);
        this.endpoints = [.. endpoints];
        this.time = time;
        this.attempt = attempt;
        this.tell = tell;
        giveUpAfter = options.GiveUpAfter;
        backoff = new Backoff(options, node);
        retry = time.CreateTimer(
            static self => ((Dialer)self!).OnRetry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Begin()
    {
        lock (gate)
        {
            begunAt = time.GetTimestamp();
        }

        attempt(this, endpoints[current]);
    }

    public void OnConnected()
    {
        lock (gate)
        {
            if (state != DialerState.Ended)
            {
                Ensure.That(state == DialerState.Attempting);
                state = DialerState.Connected;
                failuresOfRound = 0;
                backoff.Reset();
            }
        }
    }

    /// <summary>The connection is gone: the address that was good is dialled first, after the shortest wait.</summary>
    public void OnLost()
    {
        lock (gate)
        {
            if (state == DialerState.Connected)
            {
                begunAt = time.GetTimestamp();
                BecomeWaiting();
            }
        }
    }

    public void OnFailed(string reason)
    {
        Endpoint? next = null;
        lock (gate)
        {
            if (state == DialerState.Ended)
            {
                return;
            }

            Ensure.That(state == DialerState.Attempting);
            Endpoint failed = endpoints[current];
            current = (current + 1) % endpoints.Count;
            failuresOfRound++;
            if (failuresOfRound < endpoints.Count)
            {
                tell(new ConnectFailed(failed, reason, TimeSpan.Zero));
                next = endpoints[current];
            }
            else
            {
                OnRoundFailed(failed, reason);
            }
        }

        if (next is { } endpoint)
        {
            attempt(this, endpoint);
        }
    }

    public void OnRefused(string reason)
    {
        lock (gate)
        {
            if (state != DialerState.Ended)
            {
                state = DialerState.Ended;
                tell(new PeerRefused(endpoints[current], reason));
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            state = DialerState.Ended;
        }

        retry.Dispose();
    }

    private void OnRoundFailed(Endpoint failed, string reason)
    {
        failuresOfRound = 0;
        TimeSpan elapsed = time.GetElapsedTime(begunAt);
        if (giveUpAfter is { } patience && elapsed >= patience)
        {
            state = DialerState.Ended;
            tell(new ConnectGaveUp(endpoints, elapsed, reason));
            return;
        }

        // The timer runs before anybody is told: a test that advances its clock on the event must not be too early.
        TimeSpan wait = BecomeWaiting();
        tell(new ConnectFailed(failed, reason, wait));
    }

    private TimeSpan BecomeWaiting()
    {
        state = DialerState.Waiting;
        TimeSpan wait = backoff.Next();
        if (giveUpAfter is { } patience && patience - time.GetElapsedTime(begunAt) is { } left && left < wait)
        {
            // The last attempt comes when patience ends, not a whole wait later.
            wait = left;
        }

        retry.Change(wait, Timeout.InfiniteTimeSpan);
        return wait;
    }

    private void OnRetry()
    {
        lock (gate)
        {
            if (state != DialerState.Waiting)
            {
                return;
            }

            state = DialerState.Attempting;
        }

        attempt(this, endpoints[current]);
    }
}
