using System.Buffers.Binary;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Protocol.Tests.Samples;
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

        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(ValuesFile);
        foreach (string line in expected)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            var reader = new MessagePackReader(bytes.Slice(sizeof(int), length));
            MessagePackReader skipping = reader;
            Assert.Equal(line, PlainText.Of(ref reader));
            Reading.Skip(ref skipping, 1);
            Assert.True(reader.End && skipping.End);
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
