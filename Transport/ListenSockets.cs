using System.Net;
using System.Net.Sockets;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>
/// The sockets behind an address to listen on. <c>[::]</c> takes IPv4 as well. A name, <c>localhost</c> among them,
/// stands for all of its addresses that are this machine's, at one port: who dials the name may try any of them.
/// </summary>
public static class ListenSockets
{
    /// <summary>
    /// How often another free port is tried because a second address has the first's in use. Free ports are thousands:
    /// more tries than these mean that something else is wrong.
    /// </summary>
    private const int TriesMax = 16;

    private static readonly IPAddress[] Localhost = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>Binds to an address.</summary>
    /// <param name="endpoint">The address; port 0 takes a free one.</param>
    /// <returns>At least one socket, all at the same port, which do not listen yet; the caller's.</returns>
    /// <exception cref="InputException">The address cannot be used; says why and what to do.</exception>
    public static IReadOnlyList<Socket> Bind(Endpoint endpoint)
    {
        try
        {
            IPAddress[] addresses = AddressesOf(endpoint);
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return Bind(addresses, endpoint.Port);
                }
                catch (SocketException fault) when (
                    fault.SocketErrorCode == SocketError.AddressAlreadyInUse
                    && endpoint.Port == 0
                    && attempt < TriesMax)
                {
                    // The first address' free port is taken at the second: another one.
                }
            }
        }
        catch (SocketException fault)
        {
            throw MistakeOf(endpoint, fault);
        }
    }

    /// <summary>What a person is told of an address that cannot be used.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="fault">What the system says.</param>
    public static InputException MistakeOf(Endpoint endpoint, SocketException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new InputException(SentenceFor(endpoint, fault), fault);
    }

    private static Socket[] Bind(IPAddress[] addresses, int port)
    {
        var sockets = new List<Socket>();
        SocketException? missing = null;
        try
        {
            foreach (IPAddress address in addresses)
            {
                try
                {
                    Socket socket = Bind(address, port);
                    sockets.Add(socket);
                    port = ((IPEndPoint)socket.LocalEndPoint!).Port;
                }
                catch (SocketException fault) when (IsMissing(fault))
                {
                    // A machine without IPv6, or a name that is another machine's as well.
                    missing = fault;
                }
            }

            return sockets.Count > 0 ? [.. sockets] : throw missing ?? new SocketException((int)SocketError.NoData);
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            if (OperatingSystem.IsWindows())
            {
                // There another program could otherwise bind the same port and take connections away.
                socket.ExclusiveAddressUse = true;
            }

            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsMissing(SocketException fault) => fault.SocketErrorCode is
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported;

    private static IPAddress[] AddressesOf(Endpoint endpoint)
    {
        if (string.Equals(endpoint.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return Localhost;
        }

        return IPAddress.TryParse(endpoint.Host, out IPAddress? address)
            ? [address]
            : [.. Dns.GetHostAddresses(endpoint.Host).Distinct()];
    }

    private static string SentenceFor(Endpoint endpoint, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"{endpoint} is in use by another program: stop it, or listen on another port",
        SocketError.AddressNotAvailable =>
            $"{endpoint} is not an address of this machine: listen on one that is, or on 0.0.0.0 for all of them",
        SocketError.AccessDenied => $"{endpoint} may not be listened on: choose a port from 1024 on",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"{endpoint} has a name that no address is known for: check it, or give the address",
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported =>
            $"{endpoint} is an IPv6 address and this machine has none: listen on 0.0.0.0 for all IPv4 addresses",
        _ => $"{endpoint} cannot be listened on: {exception.Message}",
    };
}
