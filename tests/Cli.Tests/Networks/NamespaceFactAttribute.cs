namespace RnnCluster.Cli.Tests.Networks;

/// <summary>
/// A test with hosts of its own; where there can be none it is skipped, and the reason says what is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Absence = new(NetworkNamespaces.Absence);

    public NamespaceFactAttribute()
    {
        Skip = Absence.Value;
    }
}
