using System.Runtime.InteropServices;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.History;

/// <summary>
/// The history of one number: every value of the newest steps, and the whole run in buckets of equal width in steps.
/// When there is no room for another bucket their width doubles, until at least a quarter is free. A bucket keeps
/// least, mean and greatest, so a spike of one step is seen however long the run is.
/// </summary>
internal sealed class Curve
{
    /// <summary>
    /// Values in full resolution: more than a wide screen has columns, and minutes of a fast run. 4,096 x 24 bytes.
    /// </summary>
    public const int RecentMax = 4096;

    /// <summary>
    /// Buckets of the whole run: after doubling about 2,048 are left, still more than a chart has columns. 4,096 x 48
    /// bytes.
    /// </summary>
    public const int BucketsMax = 4096;

    private readonly Recent[] recent;
    private readonly CurveRow[] buckets;
    private int recentStart;
    private int recentCount;
    private int bucketCount;

    public Curve()
        : this(new Recent[RecentMax], new CurveRow[BucketsMax])
    {
    }

    private Curve(Recent[] recent, CurveRow[] buckets)
    {
        this.recent = recent;
        this.buckets = buckets;
    }

    /// <summary>How many steps a bucket spans, a power of two; bucket i begins at step i * width.</summary>
    public long Width { get; private set; } = 1;

    /// <summary>The newest step that has a value; -1 without one.</summary>
    public long Last => recentCount > 0 ? RecentAt(recentCount - 1).Step : bucketCount > 0 ? LastOf(bucketCount) : -1;

    /// <summary>The newest value; null without one.</summary>
    public double? LastValue => recentCount > 0 ? RecentAt(recentCount - 1).Value : null;

    internal int BucketCount => bucketCount;

    /// <summary>Adds a value; the step is after all that are there.</summary>
    public void Add(long step, double at, double value)
    {
        Ensure.That(step > Last);
        if (recentCount == RecentMax)
        {
            recentStart = (recentStart + 1) % RecentMax;
            recentCount--;
        }

        recent[(recentStart + recentCount++) % RecentMax] = new Recent(step, at, value);
        AddToBuckets(CurveRow.Of(step, at, value));
    }

    /// <summary>
    /// Forgets a step and all after it. A bucket that begins before it stays, and counts for the steps that are left:
    /// they are made again, to the same bits.
    /// </summary>
    public void DropFrom(long step)
    {
        while (recentCount > 0 && RecentAt(recentCount - 1).Step >= step)
        {
            recentCount--;
        }

        while (bucketCount > 0 && buckets[bucketCount - 1].First >= step)
        {
            bucketCount--;
        }

        if (bucketCount > 0)
        {
            CurveRow last = buckets[bucketCount - 1];
            long count = Math.Min(last.Count, step - last.First);
            buckets[bucketCount - 1] = last with { Count = count, Sum = last.Mean * count };
        }
    }

    /// <summary>The rows between two steps, ascending.</summary>
    /// <param name="from">The first step.</param>
    /// <param name="to">The last step.</param>
    /// <param name="points">How many rows at most, at least 1.</param>
    public List<CurveRow> Query(long from, long to, int points)
    {
        Ensure.That(points >= 1);
        var rows = new List<CurveRow>();
        long covered = AddBuckets(rows, from, to);
        for (int index = 0; index < recentCount; index++)
        {
            Recent value = RecentAt(index);
            if (value.Step >= Math.Max(from, covered) && value.Step <= to)
            {
                rows.Add(CurveRow.Of(value.Step, value.At, value.Value));
            }
        }

        return rows.Count <= points ? rows : Thin(rows, points);
    }

    /// <summary>The same values in memory of its own, for whoever writes them on another thread.</summary>
    public Curve Copy() => new((Recent[])recent.Clone(), (CurveRow[])buckets.Clone())
    {
        recentStart = recentStart,
        recentCount = recentCount,
        bucketCount = bucketCount,
        Width = Width,
    };

    /// <summary>Writes width, buckets and newest values, as docs/dashboard.md draws them.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Width);
        writer.Write(bucketCount);
        writer.Write(recentCount);
        foreach (ref readonly CurveRow row in buckets.AsSpan(0, bucketCount))
        {
            writer.Write(row.First);
            writer.Write(row.At);
            writer.Write(row.Count);
            writer.Write(row.Sum);
            writer.Write(row.Min);
            writer.Write(row.Max);
        }

        for (int index = 0; index < recentCount; index++)
        {
            Recent value = RecentAt(index);
            writer.Write(value.Step);
            writer.Write(value.At);
            writer.Write(value.Value);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no curve.</exception>
    public static Curve ReadFrom(BinaryReader reader)
    {
        var curve = new Curve { Width = reader.ReadInt64() };
        curve.bucketCount = reader.ReadInt32();
        curve.recentCount = reader.ReadInt32();
        Check(curve.Width > 0 && long.IsPow2(curve.Width)
            && curve.bucketCount is >= 0 and <= BucketsMax && curve.recentCount is >= 0 and <= RecentMax);
        long last = -1;
        for (int index = 0; index < curve.bucketCount; index++)
        {
            var row = new CurveRow(
                reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(),
                reader.ReadDouble());
            Check(row.First > last && row.Count > 0);
            curve.buckets[index] = row;
            last = row.First;
        }

        last = -1;
        for (int index = 0; index < curve.recentCount; index++)
        {
            var value = new Recent(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
            Check(value.Step > last);
            curve.recent[index] = value;
            last = value.Step;
        }

        return curve;
    }

    private static void Check(bool isSound)
    {
        if (!isSound)
        {
            throw new InvalidDataException("a curve is not as one is written");
        }
    }

    private Recent RecentAt(int index) => recent[(recentStart + index) % RecentMax];

    /// <summary>Without newest values the last step is known to a bucket's width only.</summary>
    private long LastOf(int count) => buckets[count - 1].First + buckets[count - 1].Count - 1;

    private void AddToBuckets(in CurveRow row)
    {
        if (TryMerge(row))
        {
            return;
        }

        if (bucketCount == BucketsMax)
        {
            while (bucketCount > BucketsMax / 4 * 3)
            {
                BecomeTwiceAsWide();
            }

            if (TryMerge(row))
            {
                return;
            }
        }

        buckets[bucketCount++] = row;
    }

    private bool TryMerge(in CurveRow row)
    {
        if (bucketCount == 0 || !IsIn(buckets[bucketCount - 1], row))
        {
            return false;
        }

        buckets[bucketCount - 1] = buckets[bucketCount - 1].With(row);
        return true;
    }

    private bool IsIn(in CurveRow bucket, in CurveRow row) => bucket.First / Width == row.First / Width;

    private void BecomeTwiceAsWide()
    {
        Width *= 2;
        int old = bucketCount;
        bucketCount = 0;
        for (int index = 0; index < old; index++)
        {
            CurveRow row = buckets[index];
            if (!TryMerge(row))
            {
                buckets[bucketCount++] = row;
            }
        }
    }

    /// <summary>Adds the buckets that reach back beyond the newest values.</summary>
    /// <returns>The first step that they do not cover.</returns>
    private long AddBuckets(List<CurveRow> rows, long from, long to)
    {
        long full = recentCount > 0 ? RecentAt(0).Step : long.MaxValue;
        long covered = 0;
        foreach (ref readonly CurveRow bucket in buckets.AsSpan(0, bucketCount))
        {
            if (bucket.First >= full)
            {
                break;
            }

            covered = ((bucket.First / Width) + 1) * Width;
            if (covered > from && bucket.First <= to)
            {
                rows.Add(bucket);
            }
        }

        return covered;
    }

    private static List<CurveRow> Thin(List<CurveRow> rows, int points)
    {
        long first = rows[0].First;
        long width = ((rows[^1].First - first) / points) + 1;
        var thinned = new List<CurveRow>(points);
        foreach (ref readonly CurveRow row in CollectionsMarshal.AsSpan(rows))
        {
            if (thinned.Count > 0 && (thinned[^1].First - first) / width == (row.First - first) / width)
            {
                thinned[^1] = thinned[^1].With(row);
            }
            else
            {
                thinned.Add(row);
            }
        }

        return thinned;
    }

    private readonly record struct Recent(long Step, double At, double Value);
}
