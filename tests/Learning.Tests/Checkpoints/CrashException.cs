namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>The process was killed. Nothing in the code under test may catch it.</summary>
internal sealed class CrashException : Exception
{
}
