using System.Globalization;
using System.Net;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>Where a node listens.</summary>
/// <param name="Host">A name or an address, an IPv6 one without its brackets.</param>
/// <param name="Port">1 to 65,535; 0 lets the machine choose a free one to listen on.</param>
public readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>Whether nothing that is sent there leaves the machine, as far as the text alone says.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Reads HOST:PORT or [IPV6]:PORT.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">It is not of that form.</exception>
    public static Endpoint Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        bool isBracketed = host is ['[', _, .., ']'];
        if (isBracketed)
        {
            host = host[1..^1];
        }

        bool isHost = isBracketed
            ? IPAddress.TryParse(host, out _)
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        if (!isHost
            || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > ushort.MaxValue)
        {
            throw new InputException(
                $"'{text}' is not an address: expected HOST:PORT, such as 127.0.0.1:7070 or [::1]:7070");
        }

        return new Endpoint(host, port);
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
