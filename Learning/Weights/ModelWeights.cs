using RnnCluster.Learning.Hashing;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Weights;

/// <summary>A model's parameters from and to a safetensors file that PyTorch shares.</summary>
public static class ModelWeights
{
    private const string Tied = "decoder.weight";

    /// <summary>Overwrites a model's parameters.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The file does not fit the model; nothing was changed.</exception>
    public static void Load(string path, LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<ExpectedTensor> expected =
            [.. model.Layout.Parameters.Select(parameter => new ExpectedTensor(parameter.Name, Shape(parameter)))];
        if (model.Options.Tied)
        {
            ExpectedTensor encoder = expected[0];
            expected.Add(new ExpectedTensor(Tied, encoder.Shape, encoder.Name));
        }

        WeightsFile.Load(
            path,
            expected,
            name => model.Layout.Parameters.Single(parameter => parameter.Name == name).Of(model.Parameters.Span));
    }

    /// <summary>Writes a model's parameters under PyTorch's names; a tied table under both of its names.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="image">The state that holds the parameters.</param>
    /// <exception cref="InputException">The file cannot be opened, or the state is of another model.</exception>
    /// <exception cref="StorageException">Writing failed.</exception>
    public static void Save(string path, ModelOptions options, StateImage image) =>
        WeightsFile.Save(path, Tensors(options, image));

    /// <summary>The same into a stream.</summary>
    /// <param name="stream">Gets the bytes.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="image">The state that holds the parameters.</param>
    /// <exception cref="InputException">The state is of another model.</exception>
    public static void Save(Stream stream, ModelOptions options, StateImage image) =>
        WeightsFile.Save(stream, Tensors(options, image));

    private static List<StateTensor> Tensors(ModelOptions options, StateImage image)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(image);
        List<StateTensor> tensors =
            [.. new LanguageModelParameters(options).Layout.Parameters.Select(
                parameter => image.Find(parameter.Name, TensorType.F32, Shape(parameter)))];
        if (options.Tied)
        {
            // The same bytes under the second name, so that load_state_dict finds both.
            byte[] bytes = tensors[0].Bytes.ToArray();
            tensors.Insert(tensors.Count - 1, StateTensor.FromBytes(Tied, TensorType.F32, tensors[0].Shape, bytes));
        }

        return tensors;
    }

    private static long[] Shape(Parameter parameter) => [.. parameter.Shape.Select(size => (long)size)];
}
