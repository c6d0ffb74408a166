namespace RnnCluster.Cli.Hosting;

/// <summary>Where a worker keeps the data that it fetched, as each system wants it.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of the user who started this process.</summary>
    public static string OfUser() => Of(
        OperatingSystem.IsWindows(),
        OperatingSystem.IsMacOS(),
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>Decides from what a system says about its user.</summary>
    /// <param name="isWindows">Whether the system is Windows: its local application data.</param>
    /// <param name="isMacOS">Whether it is macOS: <c>Library/Caches</c> at home.</param>
    /// <param name="chosen">
    /// The variable <c>XDG_CACHE_HOME</c>, which counts everywhere if it names an absolute path, as its specification
    /// demands; null or empty if it is not set.
    /// </param>
    /// <param name="local">The user's local application data; empty if the user has none.</param>
    /// <param name="home">The user's home; empty if the user has none.</param>
    public static string Of(bool isWindows, bool isMacOS, string? chosen, string local, string home)
    {
        string root = !string.IsNullOrEmpty(chosen) && Path.IsPathRooted(chosen) ? chosen
            : isWindows && local.Length > 0 ? local
            : Path.Join(home.Length > 0 ? home : ".", isMacOS ? Path.Join("Library", "Caches") : ".cache");
        return Path.Join(root, "rnncluster", "data");
    }
}
