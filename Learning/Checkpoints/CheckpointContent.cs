using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>What goes into a checkpoint. Nothing in it may depend on time, place or speed.</summary>
public sealed record CheckpointContent
{
    /// <summary>Gathers the parts of a checkpoint.</summary>
    /// <param name="identity">The run.</param>
    /// <param name="state">The state, of the same run and the same arithmetic.</param>
    /// <param name="spec">The full spec with paths and cadences, one JSON value in UTF-8.</param>
    /// <param name="progress">
    /// What <c>inspect</c> shows, such as losses: one JSON value in UTF-8. It is not part of the state hash; what a
    /// resumed run needs belongs to the state.
    /// </param>
    public CheckpointContent(
        RunIdentity identity, StateImage state, ReadOnlyMemory<byte> spec, ReadOnlyMemory<byte> progress)
    {
        Ensure.That(state.RunId == identity.RunId);
        Ensure.That(state.NumericsVersion == identity.NumericsVersion);
        Identity = identity;
        State = state;
        Spec = spec;
        Progress = progress;
    }

    /// <summary>The run.</summary>
    public RunIdentity Identity { get; }

    /// <summary>The state.</summary>
    public StateImage State { get; }

    /// <summary>The full spec as JSON.</summary>
    public ReadOnlyMemory<byte> Spec { get; }

    /// <summary>What <c>inspect</c> shows, as JSON.</summary>
    public ReadOnlyMemory<byte> Progress { get; }

    /// <summary>
    /// What the run owes for this step before it may make the next one, as JSON (<see cref="OwedValidation"/>); empty
    /// for nothing. Not part of the state.
    /// </summary>
    public ReadOnlyMemory<byte> Owed { get; init; }

    /// <summary>The same checkpoint with a state of its own, which stays as it is when the run goes on.</summary>
    public CheckpointContent Copy()
    {
        StateTensor[] tensors =
        [
            .. State.Tensors.Select(tensor =>
                StateTensor.FromBytes(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes.ToArray())),
        ];
        var state = new StateImage(State.RunId, State.NumericsVersion, State.Step, tensors);
        return new CheckpointContent(Identity, state, Spec, Progress) { Owed = Owed };
    }
}
