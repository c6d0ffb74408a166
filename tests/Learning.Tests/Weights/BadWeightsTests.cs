using System.Buffers.Binary;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Weights;

/// <summary>Bad weights files and the very message that each gives.</summary>
public sealed class BadWeightsTests
{
    // The model under test: a (2, 3) and b (2).
    private const string A = """ "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]} """;
    private const string B = """ "b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]} """;

    private static readonly SortedDictionary<string, (byte[] File, string Message)> Cases = new(StringComparer.Ordinal)
    {
        ["an empty file"] = ([], "not a safetensors file: only 0 bytes long"),
        ["a text file"] = (
            "PK zip archive of torch.save"u8.ToArray(),
            "not a safetensors file: its header would have 6998717419256564560 bytes, at most 100000000 are "
            + "read; Python writes one with safetensors.torch.save_file, not with torch.save"),
        ["a header longer than the file"] = (
            RawFile.Of($"{{{A},{B}}}", 0)[..50], "truncated: the header ends 74 bytes behind the end of the file"),
        ["a negative header length"] = (
            [255, 255, 255, 255, 255, 255, 255, 255],
            "not a safetensors file: its header would have 18446744073709551615 bytes, at most 100000000 are "
            + "read; Python writes one with safetensors.torch.save_file, not with torch.save"),
        ["a header that is no JSON"] = (RawFile.Of("{\"a\":}", 0), "the header is not JSON (line 1, byte 13)"),
        ["an empty header"] = (RawFile.Of(string.Empty, 0), "the header is not JSON (line 1, byte 8)"),
        ["a header that is a list"] = (RawFile.Of("[]", 0), "the header is not a JSON object"),
        ["a header of other bytes"] = (RawFile.Of([(byte)'{', 0xFF, (byte)'}'], []), "the header is not UTF-8"),
        ["a broken escape in a name"] = (
            RawFile.Of("""{"\ud800":{}}""", 0), "the header has a text that is not Unicode"),
        ["a header as deep as the sea"] = (
            RawFile.Of($"{{\"a\":{new string('[', 5000)}", 0), "the header is not JSON (line 1, byte 20)"),
        ["metadata that is no table of texts"] = (
            RawFile.Of("""{"__metadata__":{"a":1}}""", 0), "__metadata__ must be an object of texts"),
        ["a name that comes twice"] = (RawFile.Of($"{{{A},{A}}}", 24), "tensor 'a' is in the header twice"),
        ["an entry without a shape"] = (
            RawFile.Of("""{"a":{"dtype":"F32","data_offsets":[0,24]}}""", 24),
            "tensor 'a' must be an object of dtype, shape and data_offsets"),
        ["an unknown dtype"] = (
            RawFile.Of("""{"a":{"dtype":"I32","shape":[2,3],"data_offsets":[0,24]}}""", 24),
            "tensor 'a' has dtype 'I32'; F32, F64, F16, BF16, I64 and U8 can be read"),
        ["a dtype by number"] = (
            RawFile.Of("""{"a":{"dtype":"0","shape":[2,3],"data_offsets":[0,24]}}""", 24),
            "tensor 'a' has dtype '0'; F32, F64, F16, BF16, I64 and U8 can be read"),
        ["a negative size"] = (
            RawFile.Of("""{"a":{"dtype":"F32","shape":[-2,-3],"data_offsets":[0,24]}}""", 24),
            "tensor 'a': shape must be a list of whole numbers >= 0"),
        ["a shape beyond 64 bits"] = (
            RawFile.Of("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0),
            "tensor 'a': shape [4611686018427387904, 4] has more elements than a file can"),
        ["offsets the wrong way round"] = (
            RawFile.Of("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[24,0]}}""", 24),
            "tensor 'a': data_offsets must be [begin, end] with 0 <= begin <= end"),
        ["offsets that do not fit the shape"] = (
            RawFile.Of("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}""", 24),
            "tensor 'a': data_offsets hold 20 bytes, but F32 [2, 3] takes 24"),
        ["tensors that overlap"] = (
            RawFile.Of($"{{{A},{B.Replace("[24,32]", "[20,28]", StringComparison.Ordinal)}}}", 28),
            "tensor 'b' overlaps tensor 'a'"),
        ["a hole between tensors"] = (
            RawFile.Of($"{{{A},{B.Replace("[24,32]", "[28,36]", StringComparison.Ordinal)}}}", 36),
            "a hole of 4 bytes between tensor 'a' and tensor 'b'"),
        ["data cut short"] = (
            RawFile.Of($"{{{A},{B}}}", 31), "truncated: tensor 'b' ends 1 bytes behind the end of the file"),
        ["data that goes on"] = (RawFile.Of($"{{{A},{B}}}", 35), "3 bytes too many behind tensor 'b'"),
        ["a tensor that is missing"] = (RawFile.Of($"{{{A}}}", 24), "tensor 'b' [2] is missing"),
        ["a tensor under another name"] = (
            RawFile.Of($"{{{A},{B.Replace("\"b\"", "\"module.b\"", StringComparison.Ordinal)}}}", 32),
            "tensor 'b' [2] is missing; it has 'module.b'"),
        ["a tensor too many"] = (
            RawFile.Of($$$"""{{{{A}}},{{{B}}},"c\n":{"dtype":"U8","shape":[1],"data_offsets":[32,33]}}""", 33),
            "tensor 'c?' [1] does not belong to this model; the spec must describe the model that the file was made "
            + "with"),
        ["another shape"] = (
            RawFile.Of($"{{{A.Replace("[2,3]", "[6]", StringComparison.Ordinal)},{B}}}", 32),
            "tensor 'a' has shape [6], the model needs [2, 3]"),
        ["a transposed weight"] = (
            RawFile.Of($"{{{A.Replace("[2,3]", "[3,2]", StringComparison.Ordinal)},{B}}}", 32),
            "tensor 'a' has shape [3, 2], the model needs [2, 3]; it looks transposed: PyTorch stores a weight as "
            + "[outputs, inputs]"),
        ["integers for weights"] = (
            RawFile.Of(
                """{"a":{"dtype":"I64","shape":[2,3],"data_offsets":[0,48]},"""
                + """ "b":{"dtype":"F32","shape":[2],"data_offsets":[48,56]}}""",
                56),
            "tensor 'a' holds I64, floats are needed"),
        ["a weight that is NaN"] = (
            RawFile.Of($"{{{A},{B}}}", Data(32, 28, float.NaN)),
            "element 1 of tensor 'b' is not a finite number in 32 bits"),
        ["a double beyond floats"] = (
            RawFile.Of(
                """{"b":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"""
                + """ "a":{"dtype":"F32","shape":[2,3],"data_offsets":[16,40]}}""",
                Huge()),
            "element 0 of tensor 'b' is not a finite number in 32 bits"),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void ABadFileIsRefusedWithItsMessageAndNothingIsDelivered(string name)
    {
        (byte[] file, string message) = Cases[name];
        using var stream = new MemoryStream(file);
        InputException fault = Assert.Throws<InputException>(() => WeightsFile.Load(
            stream,
            "w.safetensors",
            [new ExpectedTensor("a", [2, 3]), new ExpectedTensor("b", [2])],
            _ => throw new InvalidOperationException("delivered")));
        Assert.Equal($"w.safetensors: {message}", fault.Message);
    }

    private static byte[] Data(int length, int position, float value)
    {
        byte[] data = new byte[length];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(position), value);
        return data;
    }

    private static byte[] Huge()
    {
        byte[] data = new byte[40];
        BinaryPrimitives.WriteDoubleLittleEndian(data, 1e300);
        return data;
    }
}
