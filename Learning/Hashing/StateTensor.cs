using System.Runtime.InteropServices;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Hashing;

/// <summary>
/// A named tensor of a state: a view of memory that somebody else owns. Nothing is copied; who hands a tensor out must
/// leave its values alone until the reader is done.
/// </summary>
public abstract class StateTensor
{
    /// <summary>The longest name, in characters.</summary>
    public const int NameLengthMax = 200;

    private StateTensor(string name, TensorType type, IReadOnlyList<long> shape)
    {
        Ensure.That(IsName(name));
        Ensure.That(BitConverter.IsLittleEndian);
        Name = name;
        Type = type;
        Shape = shape;
    }

    /// <summary>The tensor's name: visible ASCII without blanks, unique within a state.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public TensorType Type { get; }

    /// <summary>The sizes, slowest dimension first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements as little-endian bytes, row-major, without padding.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The elements of a tensor of type F32.</summary>
    public ReadOnlySpan<float> Floats => Cast<float>(TensorType.F32);

    /// <summary>The elements of a tensor of type F64.</summary>
    public ReadOnlySpan<double> Doubles => Cast<double>(TensorType.F64);

    /// <summary>The elements of a tensor of type I64.</summary>
    public ReadOnlySpan<long> Longs => Cast<long>(TensorType.I64);

    /// <summary>Names floats as a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The sizes, slowest first.</param>
    /// <param name="values">As many as the shape says, fewer than 2^29, row-major.</param>
    public static StateTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<float> values) =>
        new Typed<float>(name, TensorType.F32, shape, values);

    /// <summary>Names doubles as a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The sizes, slowest first; empty for a scalar.</param>
    /// <param name="values">As many as the shape says, row-major.</param>
    public static StateTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<double> values) =>
        new Typed<double>(name, TensorType.F64, shape, values);

    /// <summary>Names integers as a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The sizes, slowest first; empty for a scalar.</param>
    /// <param name="values">As many as the shape says, row-major.</param>
    public static StateTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<long> values) =>
        new Typed<long>(name, TensorType.I64, shape, values);

    /// <summary>Names bytes as a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The sizes, slowest first.</param>
    /// <param name="values">As many as the shape says, row-major.</param>
    public static StateTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<byte> values) =>
        new Typed<byte>(name, TensorType.U8, shape, values);

    /// <summary>A scalar of type F64.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value: an infinity may stand for "none yet", NaN is refused by the hash.</param>
    public static StateTensor Scalar(string name, double value) => Of(name, [], new[] { value });

    /// <summary>A scalar of type I64.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public static StateTensor Scalar(string name, long value) => Of(name, [], new[] { value });

    /// <summary>Whether a text can name a tensor: 1 to 200 visible ASCII characters, no blank.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && name.All(character => character is > ' ' and <= '~');

    /// <summary>A tensor over bytes that were read from a file.</summary>
    internal static StateTensor FromBytes(
        string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes) =>
        new Typed<byte>(name, type, shape, bytes);

    private ReadOnlySpan<T> Cast<T>(TensorType type)
        where T : unmanaged
    {
        Ensure.That(Type == type);
        return MemoryMarshal.Cast<byte, T>(Bytes);
    }

    private sealed class Typed<T> : StateTensor
        where T : unmanaged
    {
        private readonly ReadOnlyMemory<T> values;

        public Typed(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<T> values)
            : base(name, type, shape)
        {
            this.values = values;
            Ensure.That(TensorTypes.TryByteCount(type, shape, out long bytes) && bytes == Bytes.Length);
        }

        public override ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(this.values.Span);
    }
}
