using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Reads the safetensors form of a state, of a checkpoint or of a snapshot.</summary>
internal static class StateFile
{
    /// <summary>Reads all tensors into memory of their own.</summary>
    /// <param name="stream">The file, able to seek.</param>
    /// <param name="file">Its name in messages.</param>
    /// <param name="runId">The run that the state belongs to.</param>
    /// <param name="numericsVersion">The arithmetic that made it.</param>
    /// <param name="step">Its step.</param>
    /// <exception cref="InputException">The file breaks a rule of the format, or holds what is no state.</exception>
    public static StateImage Read(Stream stream, string file, string runId, int numericsVersion, Step step)
    {
        SafetensorsReader reader = SafetensorsReader.Open(stream, file);
        var tensors = new List<StateTensor>();
        foreach (SafetensorsEntry entry in reader.Entries)
        {
            if (!StateTensor.IsName(entry.Name) || entry.Length > Array.MaxLength)
            {
                throw new InputException(
                    $"{file}: tensor {SafetensorsHeader.Quote(entry.Name)} cannot be part of a state");
            }

            byte[] bytes = new byte[entry.Length];
            reader.ReadBytes(entry, bytes);
            tensors.Add(StateTensor.FromBytes(entry.Name, entry.Type, entry.Shape, bytes));
        }

        return new StateImage(runId, numericsVersion, step, tensors);
    }
}
