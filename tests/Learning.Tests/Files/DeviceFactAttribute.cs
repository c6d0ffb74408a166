namespace RnnCluster.Learning.Tests.Files;

/// <summary>A test that makes devices; where root is needed for that and absent it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute()
    {
        Skip = Environment.UserName == "root" && OperatingSystem.IsLinux() ? null : "only root makes devices";
    }
}
