using System.Security.Cryptography;
using System.Text;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Tests.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Hashing;

public sealed class StateHashTests
{
    private const int MiB = 1 << 20;

    // Both constants were computed by a Python script of a dozen lines, from the document.
    [Fact]
    public void TheHashOfASmallStateIsPinned() => Assert.Equal(
        "03d7fbf20767dd691b6dbf3b30f4a53f30e5e464a4259653e921aca5800853f6",
        StateHash.Compute(Sample.State(600)));

    [Fact]
    public void TheHashOfAStateOfFiveChunksIsPinned() => Assert.Equal(
        "5d5340df1f80186b9b38e1580af8dda25125c4fe07db40e806281c6196e7286e",
        StateHash.Compute(Large((4 * MiB) + 5)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MiB - 300)]
    [InlineData(MiB)]
    [InlineData(2 * MiB)]
    [InlineData((3 * MiB) + 17)]
    [InlineData(6 * MiB)]
    public void ItIsTheRootOfTheTreeThatTheDocumentDraws(int bytes)
    {
        StateImage state = Large(bytes);
        Assert.Equal(Reference(state), StateHash.Compute(state));
    }

    [Fact]
    public void AStateThatEndsWithAChunkHasNoEmptyLeaf()
    {
        // The header's length depends on the number of digits only, so it is known after one try.
        int header = StateHash.Header(Large(MiB)).Length;
        StateImage state = Large((2 * MiB) - header);
        Assert.Equal(header, StateHash.Header(state).Length);
        Assert.Equal(Reference(state), StateHash.Compute(state));
    }

    [Fact]
    public void TheHeaderSaysWhatTheBytesDoNot() => Assert.Equal(
        $"""
        rnncluster-state 1
        run {Sample.RunId}
        numerics 1
        step 600
        tensors 6
        F32 [2,3] encoder.weight
        F32 [5] decoder.bias
        F32 [2,3] optimizer.m.encoder.weight
        F32 [2,2] carried.0.h
        F64 [] progress.bestLoss
        I64 [] progress.bestStep

        """,
        StateHash.Header(Sample.State(600)));

    [Fact]
    public void EveryThingThatMakesAStateChangesItsHash()
    {
        StateTensor one = Floats("a", [2, 1], 1f, 2f);
        StateTensor two = Floats("b", [1], 3f);
        StateImage[] states =
        [
            new("run", 1, new Step(1), [one, two]),
            new("other", 1, new Step(1), [one, two]),
            new("run", 2, new Step(1), [one, two]),
            new("run", 1, new Step(2), [one, two]),
            new("run", 1, new Step(1), [two, one]),
            new("run", 1, new Step(1), [one]),
            new("run", 1, new Step(1), [Floats("a", [1, 2], 1f, 2f), two]),
            new("run", 1, new Step(1), [Floats("c", [2, 1], 1f, 2f), two]),
            new("run", 1, new Step(1), [Floats("a", [2, 1], 1f, -2f), two]),
            new("run", 1, new Step(1), [Floats("a", [2, 1], 1f, MathF.BitIncrement(2f)), two]),
            new("run", 1, new Step(1), [one, StateTensor.Scalar("b", 3)]),
        ];
        Assert.Equal(states.Length, states.Select(StateHash.Compute).Distinct().Count());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void AValueThatIsNotFiniteIsFoundWhereverItStands(float value)
    {
        for (int index = 0; index < 40; index++)
        {
            float[] values = new float[40];
            values.AsSpan().Fill(float.MaxValue);
            values[index] = value;
            var state = new StateImage("run", 1, new Step(3), [StateTensor.Of("w", [40], values)]);
            InvalidDataException fault = Assert.Throws<InvalidDataException>(() => StateHash.Compute(state));
            Assert.Equal($"step 3: element {index} of tensor 'w' is not a finite number", fault.Message);
        }
    }

    [Fact]
    public void AScalarMayBeInfiniteButNotNaN()
    {
        StateHash.Compute(new StateImage("run", 1, new Step(3), [StateTensor.Scalar("best", double.PositiveInfinity)]));
        var state = new StateImage("run", 1, new Step(3), [StateTensor.Scalar("best", double.NaN)]);
        Assert.Throws<InvalidDataException>(() => StateHash.Compute(state));
    }

    private static StateTensor Floats(string name, long[] shape, params float[] values) =>
        StateTensor.Of(name, shape, values);

    private static StateImage Large(int bytes)
    {
        byte[] values = new byte[bytes];
        for (int index = 0; index < bytes; index++)
        {
            values[index] = (byte)((index * 7) ^ (index >> 11));
        }

        return new StateImage("run", 1, new Step(12), [StateTensor.Of("bytes", [bytes], values.AsMemory())]);
    }

    /// <summary>The document word for word, with the whole stream in memory and the tree by recursion.</summary>
    private static string Reference(StateImage state)
    {
        var text = new StringBuilder();
        text.Append($"rnncluster-state 1\nrun {state.RunId}\nnumerics {state.NumericsVersion}\n");
        text.Append($"step {state.Step}\ntensors {state.Tensors.Count}\n");
        foreach (StateTensor tensor in state.Tensors)
        {
            text.Append($"{tensor.Type} [{string.Join(",", tensor.Shape)}] {tensor.Name}\n");
        }

        byte[] header = Encoding.ASCII.GetBytes(text.ToString());
        byte[] stream = [.. header, .. state.Tensors.SelectMany(tensor => tensor.Bytes.ToArray())];
        byte[][] leaves = [.. stream.Chunk(MiB).Select(chunk => SHA256.HashData([0, .. chunk]))];
        return Convert.ToHexString(Root(leaves)).ToLowerInvariant();
    }

    /// <summary>The left part is the largest full tree: the same as pairing level by level with promotion.</summary>
    private static byte[] Root(byte[][] leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int left = 1;
        while (2 * left < leaves.Length)
        {
            left *= 2;
        }

        return SHA256.HashData([1, .. Root(leaves[..left]), .. Root(leaves[left..])]);
    }
}
