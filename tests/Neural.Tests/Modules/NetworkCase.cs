using RnnCluster.Neural.Models;
using RnnCluster.TestKit;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>A network and a window that gradients are taken of.</summary>
/// <param name="Name">What a failure is called.</param>
/// <param name="Model">The network.</param>
/// <param name="Steps">T.</param>
/// <param name="StartsFromZero">Whether the rows start from the zero state; else from carried ones.</param>
internal sealed record NetworkCase(string Name, ModelOptions Model, int Steps, bool StartsFromZero)
{
    /// <summary>The rows at which shards start: unequal ones, as those of a batch that shards do not divide.</summary>
    public static readonly int[] ShardStarts = [0, 2, 3, 5, 6];

    /// <summary>Every cell in every surrounding: sizes that fill panels of 16 columns and sizes that do not.</summary>
    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        .. Enum.GetValues<CellKind>().SelectMany(cell => new[]
        {
            Of("one layer", cell, vocabulary: 30, embedding: 20, hidden: 33, layers: 1, steps: 4),
            Of("two layers", cell, vocabulary: 21, embedding: 9, hidden: 20, layers: 2, steps: 3),
            Of("dropout", cell, vocabulary: 18, embedding: 7, hidden: 20, layers: 2, steps: 3, drop: 0.4),
            Of("three layers, dropout", cell, vocabulary: 5, embedding: 3, hidden: 6, layers: 3, steps: 6, drop: 0.25),
            Of("dropout, 70 columns", cell, vocabulary: 6, embedding: 4, hidden: 70, layers: 2, steps: 1, drop: 0.5),
            Of("tied", cell, vocabulary: 19, embedding: 20, hidden: 20, layers: 1, steps: 3, tied: true),
            Of("tied, two layers", cell, vocabulary: 17, embedding: 16, hidden: 16, layers: 2, steps: 3, tied: true),
            Of("one-hot", cell, vocabulary: 23, embedding: 0, hidden: 20, layers: 2, steps: 3),
            Of("whole panels, zero", cell, vocabulary: 48, embedding: 16, hidden: 32, layers: 1, steps: 4, zero: true),
            Of("one step", cell, vocabulary: 12, embedding: 5, hidden: 17, layers: 2, steps: 1),
            Of("one step from zero", cell, vocabulary: 12, embedding: 5, hidden: 17, layers: 1, steps: 1, zero: true),
            Of("long window", cell, vocabulary: 7, embedding: 4, hidden: 8, layers: 1, steps: 25),
        }),
    ];

    /// <summary>The same cell for the plain double forward.</summary>
    public ReferenceCell Cell => Model.Cell switch
    {
        CellKind.Lstm => ReferenceCell.Lstm,
        CellKind.Gru => ReferenceCell.Gru,
        CellKind.RnnTanh => ReferenceCell.RnnTanh,
        _ => ReferenceCell.RnnRelu,
    };

    /// <summary>Finds a case.</summary>
    public static NetworkCase Named(string name) => All.Single(network => network.Name == name);

    private static NetworkCase Of(
        string name,
        CellKind cell,
        int vocabulary,
        int embedding,
        int hidden,
        int layers,
        int steps,
        double drop = 0,
        bool tied = false,
        bool zero = false) =>
        new(
            $"{cell}: {name}",
            new ModelOptions(vocabulary, embedding, cell, hidden, layers, drop, tied, null),
            steps,
            zero);
}
