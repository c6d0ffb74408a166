namespace RnnCluster.Transport;

/// <summary>
/// Makes a name a coordinate of random numbers: the same on every machine, as string.GetHashCode is not.
/// </summary>
internal static class NameHash
{
    /// <summary>FNV-1a over the characters.</summary>
    public static uint Of(string name)
    {
        uint hash = 0x811C9DC5;
        foreach (char letter in name)
        {
            hash = (hash ^ letter) * 0x01000193;
        }

        return hash;
    }
}
