using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Training.Members;

/// <summary>What the coordinator knows of a node.</summary>
public sealed class Member
{
    /// <summary>How much a new measurement of speed counts against all before it.</summary>
    private const double SpeedWeight = 0.2;

    internal Member(JoinRequest joined, TimeSpan now, bool isLocal, bool computes)
    {
        Computes = computes;
        Joined = joined;
        LastHeard = now;
        LastProgress = now;
        IsLocal = isLocal;
    }

    /// <summary>Its name.</summary>
    public NodeId Node => Joined.Node;

    /// <summary>What it said when it joined.</summary>
    public JoinRequest Joined { get; }

    /// <summary>Whether it lives in the coordinator's own process: it cannot fall silent.</summary>
    public bool IsLocal { get; }

    /// <summary>Whether it may be given shards.</summary>
    public bool Computes { get; }

    /// <summary>Its part in the cluster.</summary>
    public MemberState State { get; internal set; } = MemberState.Joining;

    /// <summary>When anything came from it last.</summary>
    public TimeSpan LastHeard { get; internal set; }

    /// <summary>When it last answered something of the current step, or was given work, whichever is later.</summary>
    public TimeSpan LastProgress { get; internal set; }

    /// <summary>The step of its state, as far as it said.</summary>
    public Step Applied { get; internal set; }

    /// <summary>Whether it gets averaged gradients: it has a state, or a snapshot is on its way.</summary>
    public bool Follows { get; internal set; }

    /// <summary>Whether it asked for a snapshot and has not got one yet.</summary>
    public bool WantsSnapshot { get; internal set; }

    /// <summary>Whether the cluster does not hear it. What it sends over the exchange counts all the same.</summary>
    public bool IsUnreachable { get; internal set; }

    /// <summary>Whether it owed an answer for too long and made no update since, though the cluster hears it.</summary>
    public bool IsStuck { get; internal set; }

    /// <summary>Whether it was told that it may go.</summary>
    public bool IsLetGo { get; internal set; }

    /// <summary>Shards per second, smoothed; 0 as long as nothing was measured.</summary>
    public double Speed { get; private set; }

    internal void OnComputed(int shards, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            double measured = shards / time.TotalSeconds;
            Speed = Speed == 0 ? measured : Speed + (SpeedWeight * (measured - Speed));
        }
    }

    /// <summary>
    /// A worker without shards is not measured: what is known of it slowly loses its weight. Of one that never was
    /// nothing is known: it counts as usual.
    /// </summary>
    internal void Forget(double usual) => Speed = Speed == 0 ? 0 : Speed + (SpeedWeight * (usual - Speed));
}
