namespace RnnCluster.Data;

/// <summary>The time-major layout that training and evaluation share.</summary>
internal static class LaneLayout
{
    /// <summary>Writes one row's column of inputs and targets.</summary>
    /// <param name="source">Consecutive tokens, one more than there are time steps.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowCount">R, the distance between time steps.</param>
    /// <param name="inputs">Takes all tokens but the last, at t * R + row.</param>
    /// <param name="targets">Takes all tokens but the first, at t * R + row.</param>
    public static void Scatter(
        ReadOnlySpan<int> source, int row, int rowCount, Span<int> inputs, Span<int> targets)
    {
        int input = source[0];
        for (int time = 0; time < source.Length - 1; time++)
        {
            int target = source[time + 1];
            inputs[(time * rowCount) + row] = input;
            targets[(time * rowCount) + row] = target;
            input = target;
        }
    }
}
