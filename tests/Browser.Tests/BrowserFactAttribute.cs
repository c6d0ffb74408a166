namespace RnnCluster.Browser.Tests;

/// <summary>A test that opens the page; where it cannot, it is skipped, and the reason says what to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        Skip = Chromium.Absence;
    }
}
