namespace RnnCluster.Telemetry.Metrics;

/// <summary>The order of series within a metric: that of the characters of their labels' values, one by one.</summary>
internal sealed class LabelOrder : IComparer<string[]>
{
    /// <summary>The only one.</summary>
    public static readonly LabelOrder Instance = new();

    public int Compare(string[]? left, string[]? right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        for (int index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            int order = string.CompareOrdinal(left[index], right[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
