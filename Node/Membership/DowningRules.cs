using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// Whether a member is down, as a coordinator judges: by its own ears, and by the machine that answers that no process
/// is at the member's port any more. A pure machine; <see cref="CoordinatorDowner"/> is its shell.
/// </summary>
/// <param name="downAfter">A member that was silent for so long is down.</param>
internal sealed class DowningRules(TimeSpan downAfter)
{
    /// <summary>Members that the coordinator does not hear, and since when.</summary>
    private readonly Dictionary<ClusterAddress, TimeSpan> silent = [];

    /// <summary>Members that were called down. Akka needs a moment to remove them; each is called so once.</summary>
    private readonly HashSet<ClusterAddress> downed = [];

    /// <summary>Ports whose machine is being asked: one question at a time for each.</summary>
    private readonly HashSet<Endpoint> asked = [];

    /// <summary>The coordinator has looked who is silent.</summary>
    /// <param name="now">The time since some fixed moment; never goes back.</param>
    /// <param name="found">
    /// Members that are unreachable for the cluster and that the coordinator itself does not hear. That others do not
    /// hear each other is no reason.
    /// </param>
    /// <param name="effects">Gets what is to be done.</param>
    public void OnLooked(TimeSpan now, IReadOnlyCollection<ClusterAddress> found, List<DowningEffect> effects)
    {
        foreach (ClusterAddress heard in silent.Keys.Except(found).ToArray())
        {
            silent.Remove(heard);
        }

        foreach (ClusterAddress member in found)
        {
            if (silent.TryAdd(member, now))
            {
                Ask(member, effects);
            }
            else if (now - silent[member] > downAfter)
            {
                Down(member, $"silent for {(now - silent[member]).TotalSeconds:0.0} s", effects);
            }
        }
    }

    /// <summary>A connection with a member has ended: of a dead process, or of a live one that dials anew.</summary>
    /// <param name="member">The member.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void OnConnectionLost(ClusterAddress member, List<DowningEffect> effects) => Ask(member, effects);

    /// <summary>A machine has answered who is at a member's port, or has not.</summary>
    /// <param name="member">Who was there.</param>
    /// <param name="isDead">Whether all connections in a row were refused.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void OnAnswered(ClusterAddress member, bool isDead, List<DowningEffect> effects)
    {
        asked.Remove(member.Endpoint);
        if (isDead)
        {
            Down(member, "no process is at its port any more", effects);
        }
    }

    /// <summary>A member is a member no more.</summary>
    /// <param name="member">The member.</param>
    public void OnRemoved(ClusterAddress member)
    {
        silent.Remove(member);
        downed.Remove(member);
    }

    private void Ask(ClusterAddress member, List<DowningEffect> effects)
    {
        if (!downed.Contains(member) && asked.Add(member.Endpoint))
        {
            effects.Add(new DowningEffect.Ask(member));
        }
    }

    private void Down(ClusterAddress member, string reason, List<DowningEffect> effects)
    {
        if (downed.Add(member))
        {
            effects.Add(new DowningEffect.Down(member, reason));
        }
    }
}
