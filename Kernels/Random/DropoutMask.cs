using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Random;

/// <summary>
/// Dropout without a stored mask: whether an element is kept is a function of its coordinates, so the backward pass
/// computes the mask again, and anybody who computes a row gets the same one.
/// </summary>
/// <remarks>
/// <para>The contract, which is part of the numerics, for (step, global row, site, t, column):</para>
/// <code>
/// group   = (column / 64) * 16 + column % 16
/// counter = (low 32 bits of step, global row, site &lt;&lt; 20 | t, group)
/// word    = word number (column / 16) % 4 of Philox4x32-10(key, counter)
/// kept    = word &gt;= (uint)(probability * 2^32)
/// value   = kept ? x * float(1 / (1 - probability)) : +0
/// </code>
/// <para>So the four words of 16 neighbouring counters fall on 16 columns of four consecutive panels.</para>
/// </remarks>
public static class DropoutMask
{
    /// <summary>Applies a mask to a range of rows, at some times of a window.</summary>
    /// <param name="site">Where the mask belongs.</param>
    /// <param name="source">One block of columns; t * rowsPerStep + r rows on stands local row r at time t.</param>
    /// <param name="destination">The same shape; may be <paramref name="source"/>.</param>
    /// <param name="firstTime">The first time.</param>
    /// <param name="times">How many times.</param>
    /// <param name="rowsPerStep">Distance of two times, in rows.</param>
    /// <param name="firstRow">The first local row.</param>
    /// <param name="rows">How many local rows.</param>
    /// <param name="globalRows">By local row: its number within the global minibatch.</param>
    public static void Apply(
        DropoutSite site,
        PanelRows source,
        PanelRows destination,
        int firstTime,
        int times,
        int rowsPerStep,
        int firstRow,
        int rows,
        ReadOnlySpan<int> globalRows) =>
        Apply(
            site,
            source,
            destination,
            firstTime,
            times,
            rowsPerStep,
            firstRow,
            rows,
            globalRows,
            LaneSelection.Current);

    internal static unsafe void Apply(
        DropoutSite site,
        PanelRows source,
        PanelRows destination,
        int firstTime,
        int times,
        int rowsPerStep,
        int firstRow,
        int rows,
        ReadOnlySpan<int> globalRows,
        LaneKind kind)
    {
        Ensure.That(site.Site is >= 0 and <= DropoutSite.SiteMax && site.Probability is >= 0 and < 1);
        Ensure.That(firstTime >= 0 && times >= 0 && firstTime + times - 1 <= DropoutSite.TimeMax);
        Ensure.That(firstRow >= 0 && rows >= 0 && firstRow + rows <= rowsPerStep);
        Ensure.That(firstRow + rows <= globalRows.Length);
        if (times == 0 || rows == 0)
        {
            return;
        }

        int end = checked(((firstTime + times - 1) * rowsPerStep) + firstRow + rows);
        source.EnsureShape(end, 1, source.Panels.Columns);
        destination.EnsureShape(end, 1, source.Panels.Columns);
        fixed (int* globalRowsPointer = globalRows)
        {
            var action = new DropoutAction(
                site, source, destination, firstTime, times, rowsPerStep, firstRow, rows, globalRowsPointer);
            LaneDispatch.Invoke(ref action, kind);
        }
    }
}
