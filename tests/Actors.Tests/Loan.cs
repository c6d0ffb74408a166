using RnnCluster.Shared;

namespace RnnCluster.Actors.Tests;

/// <summary>A message on loan that counts its releases.</summary>
internal sealed class Loan : IReleasable
{
    private int releases;

    public int Releases => Volatile.Read(ref releases);

    public void Release() => Interlocked.Increment(ref releases);
}
