using System.Diagnostics;
using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A double with all its bits; a float 32 is read too.</summary>
internal sealed class RealFormatter(RealRange range) : IMessagePackFormatter<double>
{
    /// <summary>Any double.</summary>
    public RealFormatter()
        : this(RealRange.Any)
    {
    }

    public void Serialize(ref MessagePackWriter writer, double value, MessagePackSerializerOptions options)
    {
        Ensure.That(IsWithin(value));
        writer.Write(value);
    }

    public double Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        long start = reader.Consumed;
        double value = Reading.Real(ref reader);
        Reading.Require(IsWithin(value), start, Expected);
        return value;
    }

    private string Expected => range switch
    {
        RealRange.FromZero => "a finite number from 0 on",
        RealRange.AboveZero => "a finite number above 0",
        RealRange.Any or RealRange.Finite => "a finite number",
        _ => throw new UnreachableException(),
    };

    private bool IsWithin(double value) => range switch
    {
        RealRange.Any => true,
        RealRange.Finite => double.IsFinite(value),
        RealRange.FromZero => double.IsFinite(value) && value >= 0,
        RealRange.AboveZero => double.IsFinite(value) && value > 0,
        _ => throw new UnreachableException(),
    };
}
