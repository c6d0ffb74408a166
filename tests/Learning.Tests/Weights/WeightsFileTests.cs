using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Weights;

public sealed class WeightsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-weights-").FullName;

    private string File => Path.Combine(folder, "model.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WeightsThatWereSavedComeBackBitForBit()
    {
        float[] weight = [1.5f, -0f, float.Epsilon, float.MaxValue, 1f / 3, -7];
        float[] bias = [0.25f, 2];
        WeightsFile.Save(File, [StateTensor.Of("w", [2, 3], weight), StateTensor.Of("b", [2], bias)]);
        Dictionary<string, float[]> loaded = Load([new("b", [2]), new("w", [2, 3])]);
        Assert.Equal(weight.Select(BitConverter.SingleToInt32Bits), loaded["w"].Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(bias, loaded["b"]);
        Assert.Equal(["model.safetensors"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void TheBytesOfAFileArePinned()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [StateTensor.Of("w", [2], Values(1, -2))], [new("format", "pt")]);
        byte[] expected = RawFile.Of(
            """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """,
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]);
        Assert.Equal(expected, stream.ToArray());
        Assert.Equal(0, (expected.Length - 8) % SafetensorsFormat.Alignment);
    }

    [Fact]
    public void TheOtherFloatingTypesAreConverted()
    {
        double[] doubles = [1.0 / 3, -1e-3];
        Half[] halves = [(Half)0.1, Half.MaxValue, (Half)(-6e-8)];
        byte[] brains = [0x80, 0x3F, 0x49, 0xC0];
        byte[] data =
        [
            .. doubles.SelectMany(BitConverter.GetBytes),
            .. halves.SelectMany(BitConverter.GetBytes),
            .. brains,
        ];
        System.IO.File.WriteAllBytes(File, RawFile.Of(
            """{"d":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"""
            + """ "h":{"dtype":"F16","shape":[3],"data_offsets":[16,22]},"""
            + """ "s":{"dtype":"BF16","shape":[],"data_offsets":[22,24]},"""
            + """ "t":{"dtype":"BF16","shape":[1],"data_offsets":[24,26]}}""",
            data));
        Dictionary<string, float[]> loaded = Load([new("d", [2]), new("h", [3]), new("s", []), new("t", [1])]);
        Assert.Equal([(float)(1.0 / 3), -1e-3f], loaded["d"]);
        Assert.Equal(halves.Select(half => (float)half), loaded["h"]);
        Assert.Equal([1f], loaded["s"]);
        Assert.Equal([-3.140625f], loaded["t"]);
    }

    [Fact]
    public void ATensorLongerThanAPieceIsConvertedToItsEnd()
    {
        const int count = 100_001;
        byte[] data = new byte[count * sizeof(double)];
        for (int index = 0; index < count; index++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(index * sizeof(double)), (double)index);
        }

        string header = $$$"""{"d":{"dtype":"F64","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""";
        System.IO.File.WriteAllBytes(File, RawFile.Of(header, data));
        Assert.Equal(Enumerable.Range(0, count).Select(index => (float)index), Load([new("d", [count])])["d"]);
    }

    [Fact]
    public void ATiedTensorMayBeAbsentOrEqualButNotDifferent()
    {
        ExpectedTensor[] tied = [new("decoder.weight", [2], "encoder.weight"), new("encoder.weight", [2])];
        StateTensor encoder = StateTensor.Of("encoder.weight", [2], Values(1, 2));
        WeightsFile.Save(File, [encoder]);
        Assert.Equal(["encoder.weight"], Load(tied).Keys);
        WeightsFile.Save(File, [encoder, StateTensor.Of("decoder.weight", [2], Values(1, 2))]);
        Assert.Equal([1f, 2f], Load(tied)["encoder.weight"]);
        WeightsFile.Save(File, [encoder, StateTensor.Of("decoder.weight", [2], Values(1, 3))]);
        InputException fault = Assert.Throws<InputException>(() => Load(tied));
        Assert.Equal(
            $"{File}: tensor 'decoder.weight' differs from 'encoder.weight', but the model ties the two; set "
            + "model.tied to false in the spec, or give a file of a tied model",
            fault.Message);
    }

    [Fact]
    public void APathThatIsNoFileIsSaid()
    {
        Assert.Equal(
            $"{File}: there is no such file", Assert.Throws<InputException>(() => Load([])).Message);
        InputException fault = Assert.Throws<InputException>(
            () => WeightsFile.Load(this.folder, [], _ => throw new InvalidOperationException()));
        Assert.Equal($"{this.folder}: this is a folder, a .safetensors file is needed", fault.Message);
    }

    private static float[] Values(params float[] values) => values;

    private Dictionary<string, float[]> Load(IReadOnlyList<ExpectedTensor> expected)
    {
        var loaded = new Dictionary<string, float[]>();
        WeightsFile.Load(File, expected, name =>
        {
            long count = expected.Single(tensor => tensor.Name == name).Shape.Aggregate(1L, (a, b) => a * b);
            return loaded[name] = new float[count];
        });
        return loaded;
    }
}
