using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Working;

public sealed class StepPartsTests
{
    private static readonly Payload Nothing = new(Memory<byte>.Empty);

    private readonly StepParts parts = new(slices: 2, shards: 4);

    [Theory]
    [InlineData("")]
    [InlineData("slice 0")]
    [InlineData("slice 1")]
    [InlineData("left")]
    [InlineData("right")]
    [InlineData("closed")]
    [InlineData("amendment")]
    public void AStepIsCompleteWhenNothingIsMissing(string missing)
    {
        parts.Closed = missing == "closed" ? null : new RoundClosed(1, Step.Zero, 0, Amendments: 1, []);
        _ = missing == "slice 0" || parts.TryStore(0);
        _ = missing == "slice 1" || parts.TryStore(1);
        _ = missing == "left" || parts.TryCarry(new TreeNode(1, 0));
        _ = missing == "right" || parts.TryCarry(new TreeNode(1, 1));

        Assert.Equal(missing.Length == 0, parts.IsComplete(missing == "amendment" ? 0 : 1));
    }

    [Fact]
    public void WhatIsHereIsNotTakenAgainUntilTheNextStep()
    {
        Assert.True(parts.TryStore(1));
        Assert.False(parts.TryStore(1));
        Assert.True(parts.TryCarry(new TreeNode(1, 0)));
        Assert.False(parts.TryCarry(new TreeNode(0, 1)));
        Assert.True(parts.TryCarry(TreeNode.Root(4)));

        parts.Begin();

        Assert.True(parts.TryStore(1));
        Assert.True(parts.TryCarry(new TreeNode(0, 1)));
    }

    [Fact]
    public void CarriedStatesThatComeInPartsAreHereWithTheLastOne()
    {
        parts.Closed = new RoundClosed(1, Step.Zero, 0, Amendments: 0, []);
        Assert.True(parts.TryStore(0) && parts.TryStore(1) && parts.TryCarry(new TreeNode(1, 0)));

        Assert.False(parts.TryCarry(Part(4)));
        Assert.True(parts.TryCarry(Part(0)));
        Assert.False(parts.TryCarry(Part(0)));
        Assert.False(parts.IsComplete(0));
        Assert.True(parts.TryCarry(Part(4)));
        Assert.True(parts.IsComplete(0));
        Assert.False(parts.TryCarry(Part(0)));

        static CarriedState Part(long offset) =>
            new(1, Step.Zero, new TreeNode(1, 1), offset, 8, 0, new Payload(new byte[4]));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void ASliceThatTheGradientDoesNotHaveIsToldApart(int slice, bool fits) => Assert.Equal(
        fits, parts.Fits(new SliceAverage(1, Step.Zero, slice, SliceEncoding.Dense, [], 0, Nothing)));

    [Theory]
    [InlineData(0, 3, true)]
    [InlineData(0, 4, false)]
    [InlineData(2, 0, true)]
    [InlineData(3, 0, false)]
    public void ShardsThatTheRunDoesNotHaveAreToldApart(int level, int index, bool fits) => Assert.Equal(
        fits, parts.Fits(new CarriedState(1, Step.Zero, new TreeNode(level, index), 0, 0, 0, Nothing)));
}
