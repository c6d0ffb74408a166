using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// A replica's state as named tensors in canonical order: parameters, each moment over all parameters, carried states
/// in global lane order, the chained digest, and the amendments if there are any. The tensors are views of the
/// replica's memory.
/// </summary>
public static class ReplicaImage
{
    private const string DigestName = StateNames.ProgressPrefix + "digest";
    private const string AmendmentsName = StateNames.ProgressPrefix + "amendments";
    private const int AmendmentWords = 2;

    /// <summary>Names the state's tensors.</summary>
    /// <param name="replica">The replica, which must not move on while the image is in use.</param>
    /// <param name="runId">The run that the state belongs to.</param>
    public static StateImage Of(Replica replica, string runId)
    {
        ArgumentNullException.ThrowIfNull(replica);
        var tensors = new List<StateTensor>();
        Add(tensors, string.Empty, replica.Model.Layout, replica.Model.Parameters);
        foreach ((string prefix, AlignedFloats moment) in replica.Optimizer.Moments)
        {
            Add(tensors, prefix, replica.Model.Layout, moment);
        }

        foreach (StateSlot slot in replica.Model.States)
        {
            tensors.Add(StateTensor.Of(
                StateNames.CarriedPrefix + slot.Name,
                [slot.Rows, slot.Width],
                replica.StateBefore.Memory.Slice(slot.Offset, slot.Length)));
        }

        tensors.Add(StateTensor.Of(
            DigestName, [2], new[] { (long)replica.Digest.High, (long)replica.Digest.Low }));
        if (replica.Amendments.Entries is { Count: > 0 } amendments)
        {
            long[] words = [.. amendments.SelectMany(
                amendment => new[] { amendment.From.Value, BitConverter.DoubleToInt64Bits(amendment.Rate) })];
            tensors.Add(StateTensor.Of(AmendmentsName, [amendments.Count, AmendmentWords], words));
        }

        return new StateImage(runId, Numerics.Version, replica.Step, tensors);
    }

    /// <summary>Overwrites a replica's state.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="image">The state of the same run.</param>
    /// <exception cref="InputException">
    /// A tensor is missing or has another shape; nothing was changed.
    /// </exception>
    public static void Load(Replica replica, StateImage image)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(image);
        var copies = new List<(StateTensor Source, Memory<float> Target)>();
        Find(copies, string.Empty, replica.Model.Layout, replica.Model.Parameters, image);
        foreach ((string prefix, AlignedFloats moment) in replica.Optimizer.Moments)
        {
            Find(copies, prefix, replica.Model.Layout, moment, image);
        }

        foreach (StateSlot slot in replica.Model.States)
        {
            copies.Add((
                image.Find(StateNames.CarriedPrefix + slot.Name, TensorType.F32, slot.Rows, slot.Width),
                replica.StateBefore.Memory.Slice(slot.Offset, slot.Length)));
        }

        ReadOnlySpan<long> digest = image.Find(DigestName, TensorType.I64, 2).Longs;
        AmendmentLog amendments = ReadAmendments(image);
        Copy(copies);
        replica.Amendments = amendments;
        replica.Digest = new Digest128((ulong)digest[0], (ulong)digest[1]);
        replica.Step = image.Step;
        replica.Invalidate();
    }

    /// <summary>
    /// Begins a run with the state of another one: its step, parameters and digest; moments if the optimizer has the
    /// same ones, carried states if that is asked for. All else stays as it is in a fresh replica.
    /// </summary>
    /// <param name="replica">A fresh replica.</param>
    /// <param name="image">The state.</param>
    /// <param name="withCarried">Whether the carried states are of the same rows of the same data.</param>
    /// <exception cref="InputException">
    /// A parameter is missing or has another shape; nothing was changed.
    /// </exception>
    internal static void Begin(Replica replica, StateImage image, bool withCarried)
    {
        var copies = new List<(StateTensor Source, Memory<float> Target)>();
        ParameterLayout layout = replica.Model.Layout;
        Find(copies, string.Empty, layout, replica.Model.Parameters, image);
        foreach ((string prefix, AlignedFloats moment) in replica.Optimizer.Moments)
        {
            if (layout.Parameters.All(parameter => image.TryFind(prefix + parameter.Name, out _)))
            {
                Find(copies, prefix, layout, moment, image);
            }
        }

        foreach (StateSlot slot in withCarried ? replica.Model.States : [])
        {
            copies.Add((
                image.Find(StateNames.CarriedPrefix + slot.Name, TensorType.F32, slot.Rows, slot.Width),
                replica.StateBefore.Memory.Slice(slot.Offset, slot.Length)));
        }

        ReadOnlySpan<long> digest = image.Find(DigestName, TensorType.I64, 2).Longs;
        Copy(copies);
        replica.Digest = new Digest128((ulong)digest[0], (ulong)digest[1]);
        replica.Step = image.Step;
        replica.Invalidate();
    }

    /// <summary>Reads a model's parameters out of a state.</summary>
    /// <param name="layout">The model's layout.</param>
    /// <param name="parameters">The flat buffer to fill.</param>
    /// <param name="image">The state.</param>
    /// <exception cref="InputException">
    /// A tensor is missing or has another shape; nothing was changed.
    /// </exception>
    public static void LoadParameters(ParameterLayout layout, AlignedFloats parameters, StateImage image)
    {
        var copies = new List<(StateTensor Source, Memory<float> Target)>();
        Find(copies, string.Empty, layout, parameters, image);
        Copy(copies);
    }

    /// <summary>An amended run has a row for each amendment: its step, and the bits of its rate.</summary>
    private static AmendmentLog ReadAmendments(StateImage image)
    {
        var log = new AmendmentLog();
        if (!image.TryFind(AmendmentsName, out StateTensor? tensor))
        {
            return log;
        }

        long count = tensor.Shape.Count > 0 ? tensor.Shape[0] : 0;
        ReadOnlySpan<long> words = image.Find(AmendmentsName, TensorType.I64, Math.Max(1, count), AmendmentWords).Longs;
        for (int index = 0; index < words.Length; index += AmendmentWords)
        {
            var amendment = new Amendment(new Step(words[index]), BitConverter.Int64BitsToDouble(words[index + 1]));
            if (log.Refusal(amendment) is { } refusal)
            {
                throw new InputException(
                    $"the state of step {image.Step} has an amendment that cannot be, in row "
                    + $"{index / AmendmentWords} of '{AmendmentsName}': {refusal}");
            }

            log.Add(amendment);
        }

        return log;
    }

    private static void Add(List<StateTensor> tensors, string prefix, ParameterLayout layout, AlignedFloats values)
    {
        foreach (Parameter parameter in layout.Parameters)
        {
            tensors.Add(StateTensor.Of(
                prefix + parameter.Name, Shape(parameter), values.Memory.Slice(parameter.Offset, parameter.Length)));
        }
    }

    /// <summary>Finds every tensor before the first is copied: a state that does not fit changes nothing.</summary>
    private static void Find(
        List<(StateTensor Source, Memory<float> Target)> copies,
        string prefix,
        ParameterLayout layout,
        AlignedFloats values,
        StateImage image)
    {
        foreach (Parameter parameter in layout.Parameters)
        {
            copies.Add((
                image.Find(prefix + parameter.Name, TensorType.F32, Shape(parameter)),
                values.Memory.Slice(parameter.Offset, parameter.Length)));
        }
    }

    private static void Copy(List<(StateTensor Source, Memory<float> Target)> copies)
    {
        foreach ((StateTensor source, Memory<float> target) in copies)
        {
            source.Floats.CopyTo(target.Span);
        }
    }

    private static long[] Shape(Parameter parameter) => [.. parameter.Shape.Select(size => (long)size)];
}
