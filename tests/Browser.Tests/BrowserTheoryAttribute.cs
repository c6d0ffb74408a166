namespace RnnCluster.Browser.Tests;

/// <summary>The same for a test of several cases, that may need axe-core too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute(bool needsAxe = false)
    {
        Skip = needsAxe ? Chromium.AxeAbsence : Chromium.Absence;
        NeedsAxe = needsAxe;
    }

    /// <summary>Whether axe-core looks at the page.</summary>
    public bool NeedsAxe { get; }
}
