using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Weights;

/// <summary>
/// Reads a safetensors file, also one from a stranger: nothing is allocated that the file's own length does not cover,
/// and every fault is an <see cref="InputException"/> that names the file and the tensor.
/// </summary>
public sealed class SafetensorsReader
{
    // A piece of a tensor on its way through a conversion; a multiple of every element's size.
    private const int PieceBytes = 64 * 1024;

    private readonly Stream stream;
    private readonly string file;
    private readonly long dataStart;

    private SafetensorsReader(Stream stream, string file, long dataStart, IReadOnlyList<SafetensorsEntry> entries)
    {
        this.stream = stream;
        this.file = file;
        this.dataStart = dataStart;
        Entries = entries;
    }

    /// <summary>The tensors in the order of their bytes in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Reads and checks the header.</summary>
    /// <param name="stream">The file, with a known length and able to seek. It stays the caller's to close.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <exception cref="InputException">The file breaks a rule of the format or has another type.</exception>
    public static SafetensorsReader Open(Stream stream, string file)
    {
        long fileLength = stream.Length;
        Span<byte> lengthBytes = stackalloc byte[SafetensorsFormat.LengthBytes];
        if (fileLength < lengthBytes.Length)
        {
            throw new InputException($"{file}: not a safetensors file: only {fileLength} bytes long");
        }

        stream.Position = 0;
        Fill(stream, lengthBytes, file);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > SafetensorsFormat.HeaderLengthMaxBytes)
        {
            throw new InputException(
                $"{file}: not a safetensors file: its header would have {headerLength} bytes, "
                + $"at most {SafetensorsFormat.HeaderLengthMaxBytes} are read; "
                + "Python writes one with safetensors.torch.save_file, not with torch.save");
        }

        long dataStart = SafetensorsFormat.LengthBytes + (long)headerLength;
        if (dataStart > fileLength)
        {
            throw new InputException(
                $"{file}: truncated: the header ends {dataStart - fileLength} bytes behind the end of the file");
        }

        byte[] header = new byte[headerLength];
        Fill(stream, header, file);
        List<SafetensorsEntry> entries = SafetensorsHeader.Parse(header, fileLength - dataStart, file);
        return new SafetensorsReader(stream, file, dataStart, entries);
    }

    /// <summary>Reads a tensor's bytes as they are.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="destination">Exactly as long as the tensor.</param>
    public void ReadBytes(SafetensorsEntry entry, Span<byte> destination)
    {
        Ensure.That(destination.Length == entry.Length);
        stream.Position = dataStart + entry.Offset;
        Fill(stream, destination, file);
    }

    /// <summary>Reads a tensor of any floating type as floats; F64 is rounded to the nearest.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="destination">Exactly as many elements as the tensor has.</param>
    /// <exception cref="InputException">The tensor holds integers.</exception>
    public void ReadFloats(SafetensorsEntry entry, Span<float> destination)
    {
        Ensure.That(destination.Length == entry.Count);
        if (entry.Type == TensorType.F32)
        {
            ReadBytes(entry, MemoryMarshal.AsBytes(destination));
            return;
        }

        if (entry.Type is TensorType.I64 or TensorType.U8)
        {
            throw new InputException(
                $"{file}: tensor {SafetensorsHeader.Quote(entry.Name)} holds {entry.Type}, floats are needed");
        }

        int size = TensorTypes.Size(entry.Type);
        byte[] piece = new byte[PieceBytes];
        stream.Position = dataStart + entry.Offset;
        while (destination.Length > 0)
        {
            int count = Math.Min(destination.Length, PieceBytes / size);
            Span<byte> bytes = piece.AsSpan(0, count * size);
            Fill(stream, bytes, file);
            Convert(entry.Type, bytes, destination[..count]);
            destination = destination[count..];
        }
    }

    private static void Convert(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int index = 0; index < destination.Length; index++)
        {
            destination[index] = type switch
            {
                TensorType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(index * 8)..]),
                TensorType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(source[(index * 2)..]),
                TensorType.BF16 => BitConverter.UInt32BitsToSingle(
                    (uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(index * 2)..]) << 16),
                _ => throw new UnreachableException(),
            };
        }
    }

    private static void Fill(Stream stream, Span<byte> destination, string file)
    {
        try
        {
            stream.ReadExactly(destination);
        }
        catch (EndOfStreamException fault)
        {
            throw new InputException($"{file}: truncated while it was read", fault);
        }
        catch (IOException fault)
        {
            throw new InputException($"{file}: cannot be read: {fault.Message}", fault);
        }
    }
}
