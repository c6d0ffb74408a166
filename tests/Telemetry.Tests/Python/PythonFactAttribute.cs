namespace RnnCluster.Telemetry.Tests.Python;

/// <summary>A test that asks Python; where it cannot, it is skipped, and the reason says what to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        Skip = PythonReader.Absence;
    }
}
