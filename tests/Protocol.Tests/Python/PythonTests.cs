using System.Buffers;
using System.Buffers.Binary;
using RnnCluster.Protocol.MessagePack;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Types;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Python;

/// <summary>What we write, Python reads, and what Python writes, we read.</summary>
public sealed class PythonTests : IDisposable
{
    private const int ValueCount = 5_000;
    private const int MessagesPerType = 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rnncluster-msgpack-");

    public void Dispose() => folder.Delete(recursive: true);

    private string ValuesFile => Path.Combine(folder.FullName, "values");

    [PythonFact]
    public void PythonReadsTheValuesThatWeWrite()
    {
        var draws = new Draws(4);
        var expected = new List<string>();
        using (FileStream file = File.Create(ValuesFile))
        {
            for (int count = 0; count < ValueCount; count++)
            {
                var output = new ArrayBufferWriter<byte>();
                expected.Add(RandomValues.Write(new MessagePackWriter(output), draws));
                Append(file, output.WrittenSpan);
            }
        }

        Assert.Equal(expected, PythonMessagePack.Read(ValuesFile));
    }

    [PythonFact]
    public void PythonReadsEveryFrameAsOneArray()
    {
        var draws = new Draws(5);
        var pool = new PayloadPool();
        Envelope[] envelopes =
        [
            .. SampleMessages.All,
            .. MessageTable.All.SelectMany(type => Enumerable.Range(0, MessagesPerType)
                .Select(_ => RandomMessages.Envelope(type.Type, draws, pool, payloadLengthMax: 70_000))),
        ];
        using (FileStream file = File.Create(ValuesFile))
        {
            foreach (Envelope envelope in envelopes)
            {
                Append(file, Frames.Body(envelope));
            }
        }

        Assert.Equal(envelopes.Select(PlainText.Of), PythonMessagePack.Read(ValuesFile));
    }

    [PythonFact]
    public void WeReadTheValuesThatPythonWritesInAllForms()
    {
        string[] expected = PythonMessagePack.Write(ValuesFile, seed: 6, ValueCount);

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(ValuesFile);
        foreach (string line in expected)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            var reader = new MessagePackReader(bytes.Slice(sizeof(int), length), "python");
            MessagePackReader skipping = reader;
            Assert.Equal(line, PlainText.Of(ref reader));
            skipping.Skip();
            Assert.Equal((0, 0), (reader.Remaining, skipping.Remaining));
            bytes = bytes[(sizeof(int) + length)..];
        }

        Assert.Equal(ValueCount, expected.Length);
        Assert.Equal(0, bytes.Length);
    }

    private static void Append(FileStream file, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
        file.Write(length);
        file.Write(value);
    }
}
