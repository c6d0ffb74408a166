namespace RnnCluster.Telemetry.Tests;

/// <summary>A test that asks promtool; where it cannot, it is skipped, and the reason says what to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        Skip = Promtool.Absence;
    }
}
