using RnnCluster.Dashboard.Api;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard.History;

/// <summary>
/// Samples of what goes on inside the network. Those of one step come as several events, about layers from whoever
/// computed them, about parameters after the update: they are put together here. Kept are samples over the whole run;
/// when there are too many every other one goes, and only every other one is kept from then on.
/// </summary>
internal sealed class NetworkLog
{
    /// <summary>What the API promises. With 20 parameters a sample takes about 20 KB: 2.4 MB.</summary>
    public const int SamplesMax = 120;

    /// <summary>A model with more layers or parameters shows the first of them.</summary>
    public const int PartsMax = 256;

    private readonly List<NetworkView> samples = [];
    private readonly OrderedDictionary<string, LayerSample> layers = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, ParameterSample> parameters = new(StringComparer.Ordinal);
    private long stride = 1;
    private long closed;
    private long openStep = -1;

    /// <summary>The newest of every part; null before the first.</summary>
    public NetworkView? Current { get; private set; }

    /// <summary>Oldest first, the open one last.</summary>
    public IReadOnlyList<NetworkView> History => Current is null ? samples : [.. samples, Current];

    public void Add(WindowSampled window)
    {
        if (!TryOpen(window.Step.Value))
        {
            return;
        }

        if (layers.Count < PartsMax || layers.ContainsKey(window.Layer))
        {
            layers[window.Layer] = new LayerSample(
                window.Layer,
                window.HiddenNorms,
                window.GradientNorms,
                [.. window.Gates.Select((name, index) => new GateView(
                    name, window.LowShares[index], window.HighShares[index]))],
                window.TimeSteps);
        }

        Show();
    }

    public void Add(ParameterSampled parameter)
    {
        if (!TryOpen(parameter.Step.Value))
        {
            return;
        }

        if (parameters.Count < PartsMax || parameters.ContainsKey(parameter.Name))
        {
            parameters[parameter.Name] = new ParameterSample(
                parameter.Name, View(parameter.Weights), View(parameter.Gradient));
        }

        Show();
    }

    /// <summary>Puts back what was saved.</summary>
    public void Restore(IEnumerable<NetworkView> saved)
    {
        foreach (NetworkView view in saved.TakeLast(SamplesMax))
        {
            samples.Add(view);
            closed++;
        }
    }

    /// <summary>Forgets samples of a step and of all after it.</summary>
    public void DropFrom(long step)
    {
        samples.RemoveAll(view => view.Step >= step);
        if (openStep >= step)
        {
            Current = null;
            openStep = -1;
        }
    }

    /// <summary>Whether a part of this step is still of use: its sample is the open one, or a newer one.</summary>
    private bool TryOpen(long step)
    {
        if (step < openStep)
        {
            // A part that was overtaken: its sample is closed, and must not take the place of a newer one.
            return false;
        }

        if (openStep >= 0 && step > openStep)
        {
            Close();
        }

        openStep = step;
        return true;
    }

    private void Close()
    {
        if (Current is { } view && closed++ % stride == 0)
        {
            samples.Add(view);
            if (samples.Count == SamplesMax)
            {
                // One place is left for the open one.
                stride *= 2;
                NetworkView[] left = [.. samples.Where((_, index) => index % 2 == 0)];
                samples.Clear();
                samples.AddRange(left);
            }
        }
    }

    private void Show() => Current = new NetworkView(openStep, [.. layers.Values], [.. parameters.Values]);

    private static HistogramView View(Histogram histogram) => new(
        histogram.Minimum, histogram.Maximum, histogram.Mean, histogram.Deviation, histogram.Counts);
}
