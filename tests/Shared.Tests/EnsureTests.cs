namespace RnnCluster.Shared.Tests;

public sealed class EnsureTests
{
    [Fact]
    public void AViolationQuotesTheInvariant()
    {
        int count = 3;
        Ensure.That(count == 3);
        var violation = Assert.Throws<InvalidOperationException>(() => Ensure.That(count < 3));
        Assert.Equal("Invariant violated: count < 3", violation.Message);
    }
}
