using System.Text.Json.Serialization;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard;

/// <summary>What a run is: nothing of it changes while this execution lasts. The host fills it in.</summary>
public sealed record RunDescription
{
    /// <summary>The run's name, from its spec.</summary>
    public required string Name { get; init; }

    /// <summary>The run id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What is learned: "language-model".</summary>
    public required string Task { get; init; }

    /// <summary>The model in one line for people: "LSTM 2 x 256, 65 symbols".</summary>
    public required string Model { get; init; }

    /// <summary>How many parameters it has.</summary>
    public required long Parameters { get; init; }

    /// <summary>How many symbols there are.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Into how many shards a minibatch is cut.</summary>
    public required int Shards { get; init; }

    /// <summary>The step at which the run ends.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps of an epoch, at least 1.</summary>
    public required long StepsPerEpoch { get; init; }

    /// <summary>Targets of a step.</summary>
    public required long TokensPerStep { get; init; }

    /// <summary>Gradients above this norm are clipped; null if they are not.</summary>
    public required double? ClipNorm { get; init; }

    /// <summary>
    /// Steps between two validations, 0 if only the last step is validated; null if there is nothing to validate with.
    /// </summary>
    public required long? ValidationEvery { get; init; }

    /// <summary>The step of the state with which this execution began.</summary>
    public required long FirstStep { get; init; }

    /// <summary>The coordinator's term.</summary>
    public required long Term { get; init; }

    /// <summary>The output folder, as people know it.</summary>
    public required string Output { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>When this execution began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The canonical spec: one JSON value in UTF-8.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required ReadOnlyMemory<byte> Spec { get; init; }
}
