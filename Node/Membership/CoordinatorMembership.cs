using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Shared;

namespace RnnCluster.Node.Membership;

/// <summary>A coordinator's node of Akka.Cluster: the first member, whom workers join.</summary>
public sealed class CoordinatorMembership : ICoordinatorMembership, IAsyncDisposable
{
    private readonly ClusterSystem system;
    private IActorRef? actor;

    /// <summary>Listens, and forms a cluster.</summary>
    /// <param name="options">What the host gives it; its role is a coordinator's.</param>
    /// <exception cref="InputException">The address or the operator's settings cannot be used.</exception>
    public CoordinatorMembership(ClusterSystemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Ensure.That(options.Role == ClusterRole.Coordinator);
        system = ClusterSystem.Create(options);
        system.Form();
    }

    /// <inheritdoc/>
    public string Seed => system.Self.Endpoint.ToString();

    /// <inheritdoc/>
    public int Uid => system.Self.Uid;

    /// <summary>Its actors.</summary>
    internal ActorSystem System => system.System;

    /// <summary>From now on a coordinator gets <see cref="MembershipNews"/>.</summary>
    /// <param name="coordinator">The run's coordinator.</param>
    public void Begin(IActorRef coordinator) =>
        actor = system.System.ActorOf(ActorProps.Of(() => new MembershipActor(coordinator)), MembershipActor.Name);

    /// <inheritdoc/>
    public void OnExchange(NodeId node, long incarnation, bool isOpen) =>
        actor?.Tell(new MembershipActor.Exchange(node, incarnation, isOpen), ActorRefs.NoSender);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => system.DisposeAsync();
}
