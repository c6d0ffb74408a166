using RnnCluster.Learning.Hashing;

namespace RnnCluster.Learning.Weights;

/// <summary>A tensor as a safetensors header describes it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of its elements in the file.</param>
/// <param name="Shape">The sizes, slowest dimension first; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record SafetensorsEntry(
    string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>How many elements the tensor has.</summary>
    public long Count => Length / TensorTypes.Size(Type);
}
