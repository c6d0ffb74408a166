namespace RnnCluster.Actors;

/// <summary>What an actor may be called.</summary>
internal static class ActorNames
{
    /// <summary>The most characters of a name: twice a node's, which some actors are named after.</summary>
    public const int LengthMax = 128;

    /// <summary>A slash would be another level, a leading $ marks the names that the system gives.</summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public static void EnsureName(string name)
    {
        if (name.Length is 0 or > LengthMax || name.Contains('/', StringComparison.Ordinal) || name[0] == '$')
        {
            throw new ArgumentException(
                $"'{name}' is no actor's name: 1 to {LengthMax} characters without '/', the first not '$'",
                nameof(name));
        }
    }
}
