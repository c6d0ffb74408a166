using RnnCluster.Shared;
using RnnCluster.Training.Coordinating;

namespace RnnCluster.Training.Tests.Coordinating;

public sealed class DigestLedgerTests
{
    private static readonly NodeId A = new("a");
    private static readonly NodeId B = new("b");

    private readonly DigestLedger ledger = new();

    [Fact]
    public void AStateIsComparedWithThatOfItsStep()
    {
        ledger.OnLocal(new Step(1), 11);
        ledger.OnLocal(new Step(2), 12);

        Assert.False(ledger.IsDifferent(A, new Step(1), 11));
        Assert.True(ledger.IsDifferent(A, new Step(1), 12));
        Assert.Equal((new Step(2), (UInt128)12), (ledger.Newest, ledger.NewestDigest));
    }

    [Fact]
    public void WhatCameEarlyIsJudgedWhenTheLocalReplicaGetsThere()
    {
        Assert.False(ledger.IsDifferent(A, new Step(2), 13));
        Assert.False(ledger.IsDifferent(B, new Step(2), 12));

        Assert.Empty(ledger.OnLocal(new Step(1), 11));
        Assert.Equal([A], ledger.OnLocal(new Step(2), 12));
        Assert.Empty(ledger.OnLocal(new Step(3), 13));
    }

    [Fact]
    public void WhatLiesTooFarBackIsNotJudged()
    {
        for (int step = 0; step <= 256; step++)
        {
            ledger.OnLocal(new Step(step), 7);
        }

        Assert.False(ledger.IsDifferent(A, Step.Zero, 8));
        Assert.True(ledger.IsDifferent(A, new Step(1), 8));
    }
}
