using RnnCluster.Kernels.Embeddings;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Losses;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Random;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests;

public sealed class AllocationTests
{
    private const int Rows = 6;
    private const int H = 21;

    private readonly Panels four = new(Rows, 4, H);
    private readonly Panels three = new(Rows, 3, H);
    private readonly Panels a = new(Rows, H);
    private readonly Panels b = new(Rows, H);
    private readonly Panels c = new(Rows, H);
    private readonly int[] tokens = new int[Rows];
    private readonly double[] losses = new double[Rows];
    private readonly float[] table = new float[3 * H];
    private readonly DropoutSite site = new(Philox.Key(1, RandomPurpose.Dropout), Step.Zero, 0, 0.5);

    [Fact]
    public void NoElementWiseKernelAllocates()
    {
        RunAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            RunAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void RunAll()
    {
        LstmGates.Forward(new(four, 0), new(a, 0), new(b, 0), new(c, 0), Rows);
        LstmGates.Backward(new(four, 0), new(a, 0), new(b, 0), new(c, 0), new(c, 0), Rows);
        GruGates.Forward(new(three, 0), new(a, 0), new(b, 0), new(c, 0), Rows);
        GruGates.Backward(new(three, 0), new(a, 0), new(b, 0), new(c, 0), new(c, 0), Rows);
        RnnGates.ForwardTanh(new(a, 0), new(b, 0), Rows);
        RnnGates.BackwardRelu(new(a, 0), new(b, 0), new(c, 0), Rows);
        SoftmaxCrossEntropy.Loss(a, tokens, 0, Rows, losses);
        SoftmaxCrossEntropy.Gradient(a, tokens, 0, Rows, losses);
        DropoutMask.Apply(site, new(a, 0), new(b, 0), 0, 2, Rows / 2, 0, Rows / 2, tokens);
        EmbeddingGather.Gather(table, tokens, a, 0, Rows);
        VectorFunctions.Exp(table, table);
    }
}
