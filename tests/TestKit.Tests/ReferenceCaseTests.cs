namespace RnnCluster.TestKit.Tests;

public sealed class ReferenceCaseTests
{
    [Fact]
    public void EveryCaseSpansAnEpochBoundaryAndClipsInHalfOfItsSteps()
    {
        Assert.Equal(15, ReferenceCase.Names().Count);
        foreach (ReferenceCase reference in ReferenceCase.Names().Select(ReferenceCase.Load))
        {
            Assert.Equal(20, reference.Steps);
            Assert.InRange(reference.WindowsPerEpoch, 1, reference.Steps - 1);
            Assert.Equal(reference.Steps, reference.Losses.Length);
            Assert.True(reference.Clip.Norm is null != reference.Clip.Value is null, reference.Name);
            int clipped = reference.Norms.Count(norm => norm > (reference.Clip.Norm ?? 0));
            Assert.True(2 * clipped >= reference.Steps, reference.Name);
        }
    }

    [Fact]
    public void TheInitialParametersAreFloatsAndTheFinalOnesHaveTheirNamesAndShapes()
    {
        foreach (ReferenceCase reference in ReferenceCase.Names().Select(ReferenceCase.Load))
        {
            Assert.Equal(reference.Initial.Keys, reference.Final.Keys);
            Assert.Equal(reference.Initial.Keys, reference.Rounding.ParameterErrors.Keys);
            Assert.Equal(!reference.Tied, reference.Initial.ContainsKey("decoder.weight"));
            Assert.Equal(reference.Embedding > 0, reference.Initial.ContainsKey("encoder.weight"));
            foreach ((string name, ReferenceTensor tensor) in reference.Initial)
            {
                Assert.Equal(tensor.Shape, reference.Final[name].Shape);
                Assert.All(tensor.Values, value => Assert.Equal((float)value, value));
            }
        }
    }

    [Fact]
    public void ALaneGoesOnInTheNextWindowWhereItStopped()
    {
        ReferenceCase reference = ReferenceCase.Load("lstm-adam");
        (_, int[] targets) = reference.WindowOf(0);
        (int[] inputs, _) = reference.WindowOf(1);
        (int[] again, _) = reference.WindowOf(1 + reference.WindowsPerEpoch);

        Assert.Equal(targets[^reference.Batch..], inputs[..reference.Batch]);
        Assert.Equal(inputs, again);
    }
}
