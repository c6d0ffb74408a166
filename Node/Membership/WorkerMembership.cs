using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// A worker's node of Akka.Cluster, made anew as often as it must be. The run's actors are in another system, which
/// stays: a new start of the member finds the same replica, data and journal.
/// </summary>
/// <param name="self">The process.</param>
/// <param name="options">What each system is given; the address is chosen by the coordinator's.</param>
/// <param name="onNotice">Told what a person should know: one line each.</param>
public sealed class WorkerMembership(
    NodeDescription self, ClusterSystemOptions options, Action<string> onNotice) : IWorkerMembership, IAsyncDisposable
{
    private readonly Lock gate = new();

    /// <summary>Systems are made and ended one after the other, beside everything else.</summary>
    private Task work = Task.CompletedTask;

    private ClusterSystem? system;
    private (string Seed, int Uid)? joined;
    private volatile IActorRef? presence;
    private volatile bool isLost;
    private volatile bool isHeard;
    private bool isDisposed;

    /// <summary>
    /// Begins to make a system before there is a coordinator to join: it takes a good part of the time of a join.
    /// </summary>
    /// <param name="coordinator">Where one is looked for: the way there decides on the address.</param>
    public void Prepare(Endpoint coordinator) => Enqueue(() =>
    {
        if (LocalAddressOf(coordinator) is { } address)
        {
            system ??= Create(address);
        }

        return Task.CompletedTask;
    });

    /// <inheritdoc/>
    public void Join(string seed, int uid, IActorRef worker) => Enqueue(() => JoinAsync(seed, uid, worker));

    /// <inheritdoc/>
    public void Report(Step step, long residentBytes) =>
        presence?.Tell(new PresenceActor.Report(step, residentBytes), ActorRefs.NoSender);

    /// <summary>Leaves the cluster, so that no one misses this node, and ends.</summary>
    public async Task LeaveAsync()
    {
        await EndAsync().ConfigureAwait(false);
        if (system is not null)
        {
            await system.LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        if (system is not null)
        {
            await system.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task JoinAsync(string seed, int uid, IActorRef worker)
    {
        // A coordinator that has just answered over the exchange and is not heard here may have removed this member.
        if (joined == (seed, uid) && !isLost && isHeard)
        {
            return;
        }

        var coordinator = Endpoint.Parse(seed);
        if (LocalAddressOf(coordinator) is not { } address)
        {
            onNotice($"there is no way to the coordinator's cluster at {seed}: no shards come");
            return;
        }

        if (system is not null && (joined is not null || system.Self.Endpoint.Host != address))
        {
            presence = null;
            await system.DisposeAsync().ConfigureAwait(false);
            system = null;
        }

        system ??= Create(address);
        joined = (seed, uid);
        isLost = false;
        isHeard = true;
        system.Join(coordinator);
        ClusterSystem current = system;
        presence = system.System.ActorOf(
            ActorProps.Of(() => new PresenceActor(
                self.Node,
                self.Incarnation,
                coordinator,
                worker,
                reason => OnLost(current, reason, worker),
                isIt => isHeard = isIt)),
            "presence");
    }

    private void OnLost(ClusterSystem lost, string reason, IActorRef worker)
    {
        Enqueue(() =>
        {
            if (lost != system || joined is not { } place)
            {
                return Task.CompletedTask;
            }

            onNotice($"{reason}; it joins anew");
            isLost = true;
            return JoinAsync(place.Seed, place.Uid, worker);
        });
    }

    private ClusterSystem Create(string address) =>
        ClusterSystem.Create(options with { Role = ClusterRole.Worker, Listen = new Endpoint(address, 0) });

    private void Enqueue(Func<Task> step)
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                Task before = work;
                work = Task.Run(() => StepAsync(before, step));
            }
        }
    }

    private async Task StepAsync(Task before, Func<Task> step)
    {
        await before.ConfigureAwait(false);
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (InputException fault)
        {
            onNotice($"{fault.Message}: no shards come");
        }
    }

    private async Task EndAsync()
    {
        Task last;
        lock (gate)
        {
            isDisposed = true;
            last = work;
        }

        presence = null;
        await last.ConfigureAwait(false);
    }

    /// <summary>
    /// The address that this machine has on the way to another one. No packet is sent for it; null if there is no way.
    /// </summary>
    private static string? LocalAddressOf(Endpoint remote)
    {
        try
        {
            foreach (IPAddress address in Dns.GetHostAddresses(remote.Host))
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(address, remote.Port);
                return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
            }
        }
        catch (SocketException)
        {
            // No such name, or no route.
        }

        return null;
    }
}
