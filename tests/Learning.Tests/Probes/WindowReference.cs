using System.Text.Json;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Probes;

/// <summary>
/// What PyTorch says about a layer over a window: an entry of windows.json, which make_windows.py made.
/// </summary>
/// <param name="Case">The case of ../Reference whose initial parameters and text it is.</param>
/// <param name="Scale">What its recurrent layers' parameters are multiplied by.</param>
/// <param name="Step">1 for the first window, 2 for the second one.</param>
/// <param name="Layer">The layer's name.</param>
/// <param name="HiddenNorms">As in the probe, in float64.</param>
/// <param name="GradientNorms">As in the probe, in float64.</param>
/// <param name="Gates">The gates' names.</param>
/// <param name="Shares">Of each gate the low share and the high one.</param>
/// <param name="HiddenError">L2 distance of PyTorch's float32 from these norms.</param>
/// <param name="GradientError">L2 distance of PyTorch's float32 from these norms.</param>
internal sealed record WindowReference(
    string Case,
    float Scale,
    int Step,
    string Layer,
    double[] HiddenNorms,
    double[] GradientNorms,
    string[] Gates,
    double[][] Shares,
    double HiddenError,
    double GradientError)
{
    /// <summary>All entries by case.</summary>
    public static ILookup<string, WindowReference> ByCase { get; } = Load().ToLookup(entry => entry.Case);

    private static WindowReference[] Load()
    {
        string path = RepositoryRoot.Join("tests", "Learning.Tests", "Probes", "windows.json");
        return JsonSerializer.Deserialize<WindowReference[]>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }
}
