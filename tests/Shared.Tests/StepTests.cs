namespace RnnCluster.Shared.Tests;

public sealed class StepTests
{
    [Fact]
    public void StepsAreOrdered()
    {
        Step zero = Step.Zero;
        Step one = zero.Next;
        Assert.Equal(new Step(1), one);
        Assert.True(zero < one && one > zero && zero <= one && one >= zero);
        Assert.False(one < zero || zero > one || one <= zero || zero >= one);
        Assert.True(one <= new Step(1) && one >= new Step(1));
        Assert.Equal("1", one.ToString());
    }
}
