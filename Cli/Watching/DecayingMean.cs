namespace RnnCluster.Cli.Watching;

/// <summary>A mean that forgets: each new value makes all before it count less.</summary>
/// <param name="keep">What older weights are multiplied by, in [0, 1); 0.95 is about the last 20 values.</param>
internal sealed class DecayingMean(double keep)
{
    private double values;
    private double weights;

    /// <summary>The mean; 0 before the first value.</summary>
    public double Value => weights > 0 ? values / weights : 0;

    /// <summary>Adds a value.</summary>
    public void Add(double value, double weight = 1)
    {
        values = (keep * values) + value;
        weights = (keep * weights) + weight;
    }
}
