using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Models;

namespace RnnCluster.Learning.Tests.Probes;

/// <summary>A small run that is looked into at every step, and all that was seen, to the bit.</summary>
internal static class ProbedRun
{
    /// <summary>A replica of a variant with so many layers, at step 0.</summary>
    public static Replica Create(string variant, int layers, ComputeTeam team)
    {
        TrainingPlan plan = SmallRun.PlanOf(variant);
        ModelOptions model = plan.Model with { Layers = layers };
        return new Replica(
            plan with { Model = model }, new ReplicaData(SmallRun.Tokens, SmallRun.Batch, SmallRun.Window), team);
    }

    /// <summary>Trains with both probes at work in every step, or in those of an interval.</summary>
    public static (RunTrace Trace, List<WindowSample> Windows, List<string> Parameters) Train(
        Replica replica, ShardGroup[] groups, int interval = 1, int end = SmallRun.Steps)
    {
        var windows = new List<WindowSample>();
        var parameters = new List<string>();
        replica.Probe = new WindowProbe(new ProbeInterval(interval));
        RunTrace trace = SmallRun.Train(replica, groups, arrival: null, Look, end);
        return (trace, windows, parameters);

        void Look()
        {
            if (replica.Probe.Take() is { } sample)
            {
                windows.Add(sample);
                ShardGroup first = groups.Single(group => group.Shards[0] == 0);
                var average = new AveragedGradient(first.Sums[0].Gradient, []);
                IReadOnlyList<ParameterSpread> spreads = ParameterProbe.Sample(replica, average);
                parameters.AddRange(spreads.Select(spread => Text(spread.Name, spread.Weights, spread.Gradient)));
            }
        }
    }

    /// <summary>All bits of some samples, a line for each layer and figure.</summary>
    public static string Text(IEnumerable<WindowSample> samples)
    {
        var text = new StringBuilder();
        foreach (WindowSample sample in samples)
        {
            foreach (LayerProbe layer in sample.Layers)
            {
                text.Append(CultureInfo.InvariantCulture, $"{sample.Step} {layer.Layer}\n");
                text.Append(CultureInfo.InvariantCulture, $"  hidden {Bits(layer.HiddenNorms)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  gradient {Bits(layer.GradientNorms)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  gates {string.Join(' ', layer.Gates)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  low {Bits(layer.LowShares)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  high {Bits(layer.HighShares)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A short name for all bits that were seen.</summary>
    public static string Hash(IEnumerable<WindowSample> windows, IEnumerable<string> parameters)
    {
        string text = Text(windows) + string.Join('\n', parameters);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static string Text(string name, params ReadOnlySpan<Spread> spreads)
    {
        var text = new StringBuilder(name);
        foreach (Spread spread in spreads)
        {
            string bits = Bits([spread.Minimum, spread.Maximum, spread.Mean, spread.Deviation]);
            text.Append(CultureInfo.InvariantCulture, $" {bits} [{string.Join(' ', spread.Counts)}]");
        }

        return text.ToString();
    }

    private static string Bits(IReadOnlyList<double> values) => Convert.ToHexStringLower(
        MemoryMarshal.AsBytes<double>(values.ToArray()));
}
