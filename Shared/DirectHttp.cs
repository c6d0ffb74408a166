using System.Net;

namespace RnnCluster.Shared;

/// <summary>
/// How this product calls over HTTP: the host that the user named, and no other. What goes along with a call, such as
/// a token, is for that host alone.
/// </summary>
public static class DirectHttp
{
    /// <summary>A connection is there within two retransmissions of its first packet, or the host is not.</summary>
    public static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A handler that follows no redirect and keeps no cookie. It asks a proxy of the environment (<c>HTTPS_PROXY</c>,
    /// <c>ALL_PROXY</c>) for https addresses beyond this machine only, where the proxy sees but the host's name: a
    /// proxy of plain HTTP would read and keep what is said, and one that is asked for a loopback address would
    /// look for it on its own machine.
    /// </summary>
    /// <param name="address">Where the calls go.</param>
    public static SocketsHttpHandler HandlerFor(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new SocketsHttpHandler
        {
            UseProxy = address.Scheme == Uri.UriSchemeHttps && !IsLoopback(address),
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectMax,
        };
    }

    private static bool IsLoopback(Uri address) => address.IsLoopback
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
