using System.Diagnostics;
using System.Globalization;

namespace RnnCluster.Cli.Tests.Networks;

/// <summary>
/// Hosts of their own on one machine: network namespaces, each with an address, behind one bridge. Nothing of it
/// reaches the machine's own network, and all of it goes away with this.
/// </summary>
internal sealed class NetworkNamespaces : IDisposable
{
    private const string Bridge = "bridge";

    private readonly string prefix;
    private readonly List<string> added = [];

    /// <summary>Makes hosts.</summary>
    /// <param name="hosts">How many, at most 250.</param>
    public NetworkNamespaces(int hosts)
    {
        prefix = string.Create(CultureInfo.InvariantCulture, $"rnnc{Environment.ProcessId}");
        try
        {
            AddNamespace(Bridge);
            Ip("-n", Name(Bridge), "link", "add", "name", "hub", "type", "bridge");
            Ip("-n", Name(Bridge), "link", "set", "hub", "up");
            for (int host = 1; host <= hosts; host++)
            {
                AddHost(host);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there can be no namespaces here; null if there can.</summary>
    public static string? Absence()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces: this is not Linux";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "network namespaces: this user is not root";
        }

        try
        {
            using var probe = new NetworkNamespaces(1);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "network namespaces: there is no 'ip'; install iproute2";
        }
        catch (InvalidOperationException fault)
        {
            return $"network namespaces are not permitted here: {fault.Message}";
        }
    }

    /// <summary>A host's address.</summary>
    public static string AddressOf(int host) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{host}");

    /// <summary>What starts a program on a host.</summary>
    public string[] StarterOn(int host) => ["ip", "netns", "exec", Name(Text(host))];

    /// <summary>Pulls a host's cable.</summary>
    public void Cut(int host) => Ip("-n", Name(Bridge), "link", "set", Port(host), "down");

    /// <summary>Puts it back.</summary>
    public void Heal(int host) => Ip("-n", Name(Bridge), "link", "set", Port(host), "up");

    public void Dispose()
    {
        foreach (string name in added)
        {
            // Its interfaces go with it.
            Ip("netns", "delete", name);
        }

        added.Clear();
    }

    private void AddNamespace(string host)
    {
        Ip("netns", "add", Name(host));
        added.Add(Name(host));
    }

    private void AddHost(int host)
    {
        string name = Name(Text(host));
        AddNamespace(Text(host));
        Ip("-n", Name(Bridge), "link", "add", Port(host), "type", "veth", "peer", "name", "eth", "netns", name);
        Ip("-n", Name(Bridge), "link", "set", Port(host), "master", "hub");
        Ip("-n", Name(Bridge), "link", "set", Port(host), "up");
        Ip("-n", name, "address", "add", $"{AddressOf(host)}/24", "dev", "eth");
        Ip("-n", name, "link", "set", "lo", "up");
        Ip("-n", name, "link", "set", "eth", "up");
    }

    private string Name(string host) => $"{prefix}-{host}";

    private static string Port(int host) => $"port{Text(host)}";

    private static string Text(int host) => host.ToString(CultureInfo.InvariantCulture);

    private static void Ip(params string[] arguments)
    {
        var start = new ProcessStartInfo("ip", arguments) { RedirectStandardError = true };
        using Process ip = Process.Start(start)!;
        string error = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"'ip {string.Join(' ', arguments)}': {error.Trim()}");
        }
    }
}
