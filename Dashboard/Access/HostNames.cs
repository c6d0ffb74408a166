using Microsoft.AspNetCore.Http;

namespace RnnCluster.Dashboard.Access;

/// <summary>
/// Which names a request may have asked for. A page of another site can make a browser resolve that site's own name
/// to a loopback address and then read what is open there: its requests carry the wrong name.
/// </summary>
internal static class HostNames
{
    /// <summary>Whether a request to a loopback address was meant for it.</summary>
    /// <param name="host">The request's Host header.</param>
    /// <param name="bound">The address that is listened on.</param>
    public static bool IsLoopback(HostString host, string bound) =>
        host.Host is "127.0.0.1" or "[::1]"
        || string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.Host == bound;
}
