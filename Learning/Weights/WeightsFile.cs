using System.Runtime.InteropServices;
using RnnCluster.Learning.Files;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Weights;

/// <summary>
/// The parameters of a model as a safetensors file under PyTorch's names and shapes: what <c>load_file</c> of the
/// Python package gives to <c>load_state_dict</c>, and what <c>save_file(state_dict)</c> makes.
/// </summary>
public static class WeightsFile
{
    /// <summary>Reads a file into a model. Either every tensor is delivered, or none and an error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What the model needs, in any order.</param>
    /// <param name="destination">Asked once for each expected tensor that is not tied, in that order.</param>
    /// <exception cref="InputException">
    /// The file cannot be read, lacks a tensor, has one that the model does not know, one of a wrong shape or type, or
    /// a value that is not a finite number.
    /// </exception>
    public static void Load(
        string path, IReadOnlyList<ExpectedTensor> expected, WeightsDestination destination)
    {
        if (path.Length == 0 || Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            throw new InputException($"{path}: this is a folder, a .safetensors file is needed");
        }

        using Stream stream = UserFile.OpenRead(path);
        Load(stream, path, expected, destination);
    }

    /// <summary>Writes tensors to a file, see <see cref="UserFile.Write"/>.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">The parameters under PyTorch's names, a tied one under both of its names.</param>
    /// <exception cref="InputException">It is a folder, or cannot be opened.</exception>
    /// <exception cref="StorageException">Writing failed.</exception>
    public static void Save(string path, IReadOnlyList<StateTensor> tensors) =>
        UserFile.Write(path, stream => Save(stream, tensors));

    /// <summary>Writes tensors as a file's content.</summary>
    /// <param name="stream">Gets the bytes.</param>
    /// <param name="tensors">As for a file.</param>
    public static void Save(Stream stream, IReadOnlyList<StateTensor> tensors) =>
        SafetensorsWriter.Write(stream, tensors, [new("format", "pt")]);

    /// <summary>Reads a file that is open already.</summary>
    /// <param name="stream">The file, able to seek.</param>
    /// <param name="file">Its name in messages.</param>
    /// <param name="expected">What the model needs.</param>
    /// <param name="destination">Where the values go.</param>
    internal static void Load(
        Stream stream, string file, IReadOnlyList<ExpectedTensor> expected, WeightsDestination destination)
    {
        SafetensorsReader reader = SafetensorsReader.Open(stream, file);
        Dictionary<string, SafetensorsEntry> entries = reader.Entries.ToDictionary(entry => entry.Name);
        CheckNames(entries, reader.Entries, expected, file);

        // Everything is read and checked before the first value is delivered: a bad file leaves the model as it was.
        var values = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (ExpectedTensor tensor in expected)
        {
            if (entries.TryGetValue(tensor.Name, out SafetensorsEntry? entry))
            {
                CheckShape(tensor, entry, file);
                values.Add(tensor.Name, ReadFinite(reader, entry, file));
            }
        }

        foreach (ExpectedTensor tensor in expected.Where(tensor => tensor.SameAs is not null))
        {
            CheckTied(tensor, values, file);
        }

        foreach (ExpectedTensor tensor in expected.Where(tensor => tensor.SameAs is null))
        {
            Span<float> target = destination(tensor.Name);
            Ensure.That(target.Length == values[tensor.Name].Length);
            values[tensor.Name].CopyTo(target);
        }
    }

    private static void CheckNames(
        Dictionary<string, SafetensorsEntry> entries,
        IReadOnlyList<SafetensorsEntry> ordered,
        IReadOnlyList<ExpectedTensor> expected,
        string file)
    {
        var known = expected.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        SafetensorsEntry? unknown = ordered.FirstOrDefault(entry => !known.Contains(entry.Name));
        ExpectedTensor? missing =
            expected.FirstOrDefault(tensor => tensor.SameAs is null && !entries.ContainsKey(tensor.Name));
        if (missing is not null)
        {
            string hint = unknown is null ? string.Empty : $"; it has {SafetensorsHeader.Quote(unknown.Name)}";
            throw new InputException(
                $"{file}: tensor '{missing.Name}' {TensorTypes.Text(missing.Shape)} is missing{hint}");
        }

        if (unknown is not null)
        {
            throw new InputException(
                $"{file}: tensor {SafetensorsHeader.Quote(unknown.Name)} {TensorTypes.Text(unknown.Shape)} "
                + "does not belong to this model; the spec must describe the model that the file was made with");
        }
    }

    private static void CheckShape(ExpectedTensor tensor, SafetensorsEntry entry, string file)
    {
        if (entry.Shape.SequenceEqual(tensor.Shape))
        {
            return;
        }

        bool transposed = entry.Shape.Count == 2 && entry.Shape.Reverse().SequenceEqual(tensor.Shape);
        string hint = transposed ? "; it looks transposed: PyTorch stores a weight as [outputs, inputs]" : string.Empty;
        throw new InputException(
            $"{file}: tensor '{tensor.Name}' has shape {TensorTypes.Text(entry.Shape)}, "
            + $"the model needs {TensorTypes.Text(tensor.Shape)}{hint}");
    }

    private static float[] ReadFinite(SafetensorsReader reader, SafetensorsEntry entry, string file)
    {
        float[] values = new float[entry.Count];
        reader.ReadFloats(entry, values);
        int index = NonFinite.IndexOf(values);
        if (index >= 0)
        {
            throw new InputException(
                $"{file}: element {index} of tensor '{entry.Name}' is not a finite number in 32 bits");
        }

        return values;
    }

    private static void CheckTied(ExpectedTensor tensor, Dictionary<string, float[]> values, string file)
    {
        if (values.TryGetValue(tensor.Name, out float[]? copy)
            && !MemoryMarshal.AsBytes<float>(copy).SequenceEqual(MemoryMarshal.AsBytes<float>(values[tensor.SameAs!])))
        {
            throw new InputException(
                $"{file}: tensor '{tensor.Name}' differs from '{tensor.SameAs}', but the model ties the two; "
                + "set model.tied to false in the spec, or give a file of a tied model");
        }
    }
}
