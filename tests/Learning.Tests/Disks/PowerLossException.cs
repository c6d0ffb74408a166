namespace RnnCluster.Learning.Tests.Disks;

/// <summary>The power is gone: nothing works from here on.</summary>
internal sealed class PowerLossException : Exception;
