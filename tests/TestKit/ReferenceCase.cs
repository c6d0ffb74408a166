using System.Text.Json;
using System.Text.Json.Serialization;
using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>
/// One case of tests/Learning.Tests/Reference: what PyTorch got from 20 training steps. README.md there describes each
/// figure.
/// </summary>
public sealed class ReferenceCase
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>The name, which is also the name of its files.</summary>
    public required string Name { get; init; }

    /// <summary>lstm, gru, rnn-tanh or rnn-relu.</summary>
    public required string Cell { get; init; }

    /// <summary>The number of recurrent layers.</summary>
    public required int Layers { get; init; }

    /// <summary>V.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>E; 0: the input is one-hot.</summary>
    public required int Embedding { get; init; }

    /// <summary>H.</summary>
    public required int Hidden { get; init; }

    /// <summary>Whether decoder.weight is encoder.weight.</summary>
    public required bool Tied { get; init; }

    /// <summary>B, the number of lanes.</summary>
    public required int Batch { get; init; }

    /// <summary>T, the tokens by which a step advances each lane.</summary>
    public required int Window { get; init; }

    /// <summary>The number of training steps.</summary>
    public required int Steps { get; init; }

    /// <summary>target or sequence: what the gradient is divided by (B T or B).</summary>
    public required string Reduction { get; init; }

    /// <summary>The optimizer.</summary>
    public required ReferenceOptimizer Optimizer { get; init; }

    /// <summary>The clipping.</summary>
    public required ReferenceClip Clip { get; init; }

    /// <summary>The loss of each step before its update in float64, nats per target.</summary>
    public required double[] Losses { get; init; }

    /// <summary>The global norm of each step's averaged gradient before clipping, in float64.</summary>
    public required double[] Norms { get; init; }

    /// <summary>The losses of one epoch's windows under the initial parameters, in float64.</summary>
    public required double[] FrozenLosses { get; init; }

    /// <summary>The losses of one epoch's windows under the final parameters, in float64.</summary>
    public required double[] FrozenFinalLosses { get; init; }

    /// <summary>What float32 costs PyTorch.</summary>
    [JsonPropertyName("float32")]
    public required ReferenceRounding Rounding { get; init; }

    /// <summary>The text.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>The parameters before the first step; every value is a float.</summary>
    [JsonIgnore]
    public SortedDictionary<string, ReferenceTensor> Initial { get; private set; } = [];

    /// <summary>The parameters after the last step in float64.</summary>
    [JsonIgnore]
    public SortedDictionary<string, ReferenceTensor> Final { get; private set; } = [];

    /// <summary>The kind of cell.</summary>
    [JsonIgnore]
    public ReferenceCell Kind => Cell switch
    {
        "lstm" => ReferenceCell.Lstm,
        "gru" => ReferenceCell.Gru,
        "rnn-tanh" => ReferenceCell.RnnTanh,
        "rnn-relu" => ReferenceCell.RnnRelu,
        _ => throw new InvalidDataException($"{Name}.json names an unknown cell: {Cell}"),
    };

    /// <summary>The windows of each lane in an epoch; what is left at a lane's end is dropped.</summary>
    [JsonIgnore]
    public int WindowsPerEpoch => LaneLength / Window;

    private static string Folder => RepositoryRoot.Join("tests", "Learning.Tests", "Reference");

    private int LaneLength => (Tokens.Length - 1) / Batch;

    /// <summary>The names of all cases, in ordinal order.</summary>
    /// <returns>One name per JSON file of the folder.</returns>
    public static IReadOnlyList<string> Names()
    {
        string[] names = Directory.GetFiles(Folder, "*.json");
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = Path.GetFileNameWithoutExtension(names[index]);
        }

        Array.Sort(names, StringComparer.Ordinal);
        Ensure.That(names.Length > 0);
        return names;
    }

    /// <summary>Reads a case with its parameters.</summary>
    /// <param name="name">The case.</param>
    /// <returns>The case.</returns>
    public static ReferenceCase Load(string name)
    {
        string json = File.ReadAllText(Path.Combine(Folder, name + ".json"));
        ReferenceCase? loaded = JsonSerializer.Deserialize<ReferenceCase>(json, Json);
        Ensure.That(loaded is not null && loaded.Name == name);
        loaded.Initial = ReferenceTensors.Read(Path.Combine(Folder, name + ".initial.safetensors"));
        loaded.Final = ReferenceTensors.Read(Path.Combine(Folder, name + ".final.safetensors"));
        return loaded;
    }

    /// <summary>The tokens of one step.</summary>
    /// <param name="step">The step, counted from 0 over all epochs.</param>
    /// <returns>Inputs and targets, each (T, B), row-major: lane b at time t stands at t B + b.</returns>
    public (int[] Inputs, int[] Targets) WindowOf(int step)
    {
        int[] inputs = new int[Window * Batch];
        int[] targets = new int[Window * Batch];
        for (int at = 0; at < inputs.Length; at++)
        {
            int token = (at % Batch * LaneLength) + (step % WindowsPerEpoch * Window) + (at / Batch);
            inputs[at] = Tokens[token];
            targets[at] = Tokens[token + 1];
        }

        return (inputs, targets);
    }
}
