using System.Collections.Concurrent;
using Akka.Actor;

namespace RnnCluster.Transport.Links;

/// <summary>
/// Finds the actors of this node that peers name. Akka would take the path apart for every message; the few actors that
/// are really spoken to are remembered while they live.
/// </summary>
internal sealed class LocalRefs(ActorSystem system)
{
    /// <summary>A node has three actors that others speak to; above this they are found anew each time.</summary>
    private const int KnownMax = 64;

    private readonly ExtendedActorSystem system = (ExtendedActorSystem)system;
    private readonly ConcurrentDictionary<string, ActorRefWithCell> known = new(StringComparer.Ordinal);

    /// <summary>The actor at a path; an address whose messages are dead letters if there is none.</summary>
    /// <param name="path">As a peer wrote it: <c>/user/worker</c>. Akka's own actors cannot be named.</param>
    public IActorRef Find(string path)
    {
        if (known.TryGetValue(path, out ActorRefWithCell? actor))
        {
            if (!actor.Underlying.IsTerminated)
            {
                return actor;
            }

            known.TryRemove(path, out _);
        }

        // A number behind # is Akka's, of one life of an actor: no peer knows it.
        string[] names = path.Contains('#', StringComparison.Ordinal)
            ? []
            : path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IActorRef found = names switch
        {
            ["user", _, ..] => system.Provider.ResolveActorRef(system.Provider.RootPath / names),
            ["temp", string name] => system.Provider.ResolveActorRef(system.Provider.TempContainer.Path / name),
            _ => system.DeadLetters,
        };
        if (found is ActorRefWithCell living && known.Count < KnownMax)
        {
            known[path] = living;
        }

        return found;
    }
}
