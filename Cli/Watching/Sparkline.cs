namespace RnnCluster.Cli.Watching;

/// <summary>
/// A curve of at most N characters over all values so far. Each character is the mean of the same number of values.
/// </summary>
internal sealed class Sparkline
{
    /// <summary>What a terminal of 80 columns has beside a label and two figures.</summary>
    public const int PointsMax = 48;

    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly List<double> points = [];
    private int stride = 1;
    private double sum;
    private int count;

    /// <summary>The means, oldest first.</summary>
    public IReadOnlyList<double> Points => points;

    /// <summary>One more value; what is not finite is left out.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        sum += value;
        count++;
        if (count < stride)
        {
            return;
        }

        points.Add(sum / count);
        (sum, count) = (0, 0);
        if (points.Count > PointsMax)
        {
            Halve();
        }
    }

    /// <summary>The curve between its least and its greatest point.</summary>
    public static string Of(IReadOnlyList<double> points)
    {
        if (points.Count == 0)
        {
            return "";
        }

        double least = points.Min();
        double range = points.Max() - least;
        return string.Concat(points.Select(point =>
            Blocks[range > 0 ? (int)((point - least) / range * (Blocks.Length - 1)) : 0]));
    }

    private void Halve()
    {
        double[] halves = [.. points.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0] + pair[1]) / 2)];
        if (points.Count % 2 == 1)
        {
            (sum, count) = (points[^1] * stride, stride);
        }

        points.Clear();
        points.AddRange(halves);
        stride *= 2;
    }
}
