using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Hashing;

/// <summary>
/// The whole state after a step, in canonical order: what is hashed, checkpointed and sent to a node that joins. An
/// image is a set of views; taking one copies nothing.
/// </summary>
public sealed class StateImage
{
    private readonly Dictionary<string, StateTensor> byName = new(StringComparer.Ordinal);

    /// <summary>Describes a state.</summary>
    /// <param name="runId">The run's identity: visible ASCII without blanks, usually 64 hexadecimal digits.</param>
    /// <param name="numericsVersion">The arithmetic that made the state, see <see cref="Numerics.Version"/>.</param>
    /// <param name="step">How many updates the state has behind it.</param>
    /// <param name="tensors">The tensors in canonical order, see <see cref="StateNames"/>; names are unique.</param>
    public StateImage(string runId, int numericsVersion, Step step, IReadOnlyList<StateTensor> tensors)
    {
        Ensure.That(StateTensor.IsName(runId));
        Ensure.That(step.Value >= 0);
        foreach (StateTensor tensor in tensors)
        {
            Ensure.That(byName.TryAdd(tensor.Name, tensor));
        }

        RunId = runId;
        NumericsVersion = numericsVersion;
        Step = step;
        Tensors = tensors;
    }

    /// <summary>The run's identity.</summary>
    public string RunId { get; }

    /// <summary>The arithmetic that made the state.</summary>
    public int NumericsVersion { get; }

    /// <summary>How many updates the state has behind it.</summary>
    public Step Step { get; }

    /// <summary>The tensors in canonical order.</summary>
    public IReadOnlyList<StateTensor> Tensors { get; }

    /// <summary>Finds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor, when there is one of this name.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out StateTensor? tensor) =>
        byName.TryGetValue(name, out tensor);

    /// <summary>A tensor that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <exception cref="InputException">The state has no such tensor, or one of another type or shape.</exception>
    public StateTensor Find(string name, TensorType type, params ReadOnlySpan<long> shape)
    {
        if (!TryFind(name, out StateTensor? tensor))
        {
            throw new InputException($"the state of step {Step} has no tensor '{name}'");
        }

        if (tensor.Type != type || !shape.SequenceEqual(tensor.Shape.ToArray()))
        {
            throw new InputException(
                $"the state of step {Step} has '{name}' as {tensor.Type} {TensorTypes.Text(tensor.Shape)}, "
                + $"but {type} {TensorTypes.Text(shape.ToArray())} is needed");
        }

        return tensor;
    }

    /// <summary>Copies a tensor of floats, whatever its shape, into a buffer of the same length.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Gets all elements, row-major.</param>
    /// <exception cref="InputException">The state has no such tensor, or one of another type or length.</exception>
    public void CopyTo(string name, Span<float> destination)
    {
        if (!TryFind(name, out StateTensor? tensor))
        {
            throw new InputException($"the state of step {Step} has no tensor '{name}'");
        }

        if (tensor.Type != TensorType.F32 || tensor.Bytes.Length != (long)destination.Length * sizeof(float))
        {
            throw new InputException(
                $"the state of step {Step} has '{name}' as {tensor.Type} {TensorTypes.Text(tensor.Shape)}, "
                + $"but {destination.Length} elements of F32 are needed");
        }

        tensor.Floats.CopyTo(destination);
    }
}
