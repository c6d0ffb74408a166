namespace RnnCluster.TestKit.Tests;

/// <summary>A test that asks PyTorch; where there is none it is skipped, and the reason says what to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute()
    {
        Skip = TorchCheck.Absence;
    }
}
