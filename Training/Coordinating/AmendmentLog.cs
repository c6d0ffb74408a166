using System.Globalization;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// The amendments of a run, in the order in which they take effect, and the commands that wait for them. An amendment
/// is acknowledged when a checkpoint on the disk holds it: from then on it outlives every process.
/// </summary>
/// <param name="held">How many amendments the local replica held at the start.</param>
/// <param name="amendedFrom">The step from which the last of those holds.</param>
internal sealed class AmendmentLog(int held, Step amendedFrom)
{
    /// <summary>Those since the start: as many as operators made. Steps do not fall.</summary>
    private readonly List<AmendmentAppended> appended = [];

    /// <summary>Commands whose amendment is not on the disk, with ascending indices.</summary>
    private readonly Queue<(long Command, AmendmentAppended Amendment)> unacknowledged = new();

    private Step last = amendedFrom;

    /// <summary>How many there are, those of the start included.</summary>
    public int Count => held + appended.Count;

    /// <summary>Those since the start.</summary>
    public IReadOnlyList<AmendmentAppended> Appended => appended;

    /// <summary>Whether amendments must be refused: what is accepted now would not outlive this process.</summary>
    public bool IsDiskBehind { get; set; }

    /// <summary>Adds an amendment, or says why it cannot be made.</summary>
    /// <param name="set">The command.</param>
    /// <param name="command">The command's number.</param>
    /// <param name="term">The coordinator's term.</param>
    /// <param name="step">The step being computed.</param>
    /// <param name="refusal">Why not; null if it was added.</param>
    /// <returns>The amendment for all replicas; null if it was refused.</returns>
    public AmendmentAppended? Append(
        SetLearningRate set, long command, long term, Step step, out CommandReply? refusal)
    {
        // The step being computed may be applied at any replica at any moment, and the next one may begin: no replica
        // is two steps further.
        Step earliest = last > step.Next.Next ? last : step.Next.Next;
        Step from = set.From ?? earliest;
        refusal = Refusal(set.Rate, from, earliest);
        if (refusal is not null)
        {
            return null;
        }

        var amendment = new AmendmentAppended(term, Count, from, set.Rate);
        appended.Add(amendment);
        last = from;
        unacknowledged.Enqueue((command, amendment));
        return amendment;
    }

    /// <summary>The next command whose amendment is on the disk; it does not wait any more.</summary>
    /// <param name="saved">How many amendments the newest checkpoint holds.</param>
    /// <param name="next">The command's number and the amendment.</param>
    public bool TryAcknowledge(int saved, out (long Command, AmendmentAppended Amendment) next) =>
        unacknowledged.TryPeek(out next) && next.Amendment.Index < saved && unacknowledged.TryDequeue(out next);

    /// <summary>The next command whose amendment will never be on the disk; it does not wait any more.</summary>
    /// <param name="command">The command's number.</param>
    public bool TryGiveUp(out long command)
    {
        bool isThere = unacknowledged.TryDequeue(out (long Command, AmendmentAppended Amendment) lost);
        command = lost.Command;
        return isThere;
    }

    private CommandReply? Refusal(double rate, Step from, Step earliest)
    {
        if (from < earliest)
        {
            return new CommandReply(
                false,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the rate can change from step {earliest} on, not from step {from}"));
        }

        if (!double.IsFinite(rate) || rate <= 0)
        {
            return new CommandReply(false, "a learning rate is a number above 0");
        }

        return IsDiskBehind
            ? new CommandReply(
                false,
                "the disk of the run's output takes nothing at present, and an amendment counts from the moment it is "
                + "written; make room, then ask again")
            : null;
    }
}
