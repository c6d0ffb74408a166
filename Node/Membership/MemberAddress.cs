using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// The one address by which all nodes of a cluster know this one: Akka takes what is sent to another name for another
/// node. An exchange may listen at many.
/// </summary>
public static class MemberAddress
{
    /// <summary>Chooses it from where an exchange listens.</summary>
    /// <param name="exchange">A name, an address, or a wildcard.</param>
    /// <returns>An address of this machine.</returns>
    public static string Of(Endpoint exchange)
    {
        IPAddress[] addresses = IPAddress.TryParse(exchange.Host, out IPAddress? given)
            ? [given]
            : Dns.GetHostAddresses(exchange.Host);
        IPAddress chosen = addresses.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork)
            ?? addresses[0];
        bool isWildcard = chosen.Equals(IPAddress.Any) || chosen.Equals(IPAddress.IPv6Any);
        return (isWildcard ? FirstOfMachine() : chosen).ToString();
    }

    private static IPAddress FirstOfMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up
            && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
