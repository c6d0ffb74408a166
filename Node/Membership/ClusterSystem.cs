using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Microsoft.Extensions.Logging;
using RnnCluster.Actors;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// An actor system that is a node of a cluster, or will be when it has joined. It is one start of a member: who was
/// removed makes a new one and joins again, around the same replica.
/// </summary>
public sealed class ClusterSystem : IAsyncDisposable
{
    /// <summary>Akka's name of <see cref="ClusterRole.Coordinator"/>.</summary>
    internal const string CoordinatorRole = "coordinator";

    /// <summary>Akka's name of <see cref="ClusterRole.Worker"/>.</summary>
    internal const string WorkerRole = "worker";

    private const string SettingsName = "RnnCluster.Node.Membership.cluster.conf";

    /// <summary>What no operator replaces: an address that differs, or a serializer that resolves types.</summary>
    private static readonly string[] Fixed =
    [
        "akka.actor.provider",
        "akka.loglevel",
        "akka.actor.serializers",
        "akka.actor.serialization-settings",
        "akka.actor.serialization-bindings",
        "akka.actor.serialization-identifiers",
        "akka.remote.dot-netty.tcp.hostname",
        "akka.remote.dot-netty.tcp.public-hostname",
        "akka.remote.dot-netty.tcp.port",
        "akka.remote.dot-netty.tcp.public-port",
        "akka.cluster.roles",
        "akka.cluster.seed-nodes",
        "akka.cluster.downing-provider-class",
    ];

    /// <summary>Parsed once a process: the text is the same for all systems.</summary>
    private static readonly Lazy<Config> Settings = new(static () => ConfigurationFactory.ParseString(ReadSettings()));

    private readonly Cluster cluster;

    private ClusterSystem(ActorSystem system)
    {
        System = system;
        cluster = Cluster.Get(system);
    }

    /// <summary>Its actors.</summary>
    public ActorSystem System { get; }

    /// <summary>Where it listens, and which start it is.</summary>
    public ClusterAddress Self => new(EndpointOf(cluster.SelfAddress), cluster.SelfUniqueAddress.Uid);

    /// <summary>Looks at an operator's settings before anything is made of them.</summary>
    /// <param name="settings">In HOCON; null for none.</param>
    /// <param name="source">What they are called in an error.</param>
    /// <exception cref="InputException">They cannot be read, or set what is not theirs.</exception>
    public static void EnsureSettings(string? settings, string source) => _ = OperatorsOf(settings, source);

    /// <summary>Looks at an address before anything listens there.</summary>
    /// <param name="listen">The address.</param>
    /// <exception cref="InputException">It is a wildcard.</exception>
    public static void EnsureAddress(Endpoint listen)
    {
        if (IPAddress.TryParse(listen.Host, out IPAddress? address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            throw new InputException(
                $"{listen}: Akka needs the one address by which workers reach this machine, not all of them");
        }
    }

    /// <summary>Makes a system that listens and is no member of a cluster yet.</summary>
    /// <param name="options">What the host gives it.</param>
    /// <exception cref="InputException">
    /// The address cannot be listened on, or the operator's settings cannot be used.
    /// </exception>
    public static ClusterSystem Create(ClusterSystemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EnsureAddress(options.Listen);
        Config settings = OwnOf(options)
            .WithFallback(OperatorsOf(options.Operator, options.OperatorSource))
            .WithFallback(Settings.Value);
        try
        {
            return new ClusterSystem(ActorSystems.Create(ActorSystems.Name, new ActorSystemOptions
            {
                Time = options.Time,
                OnFailure = options.OnFailure,
                Log = options.Log,
                Overrides = settings,
            }));
        }
        catch (Exception fault) when (SocketFaultOf(fault) is { } socket)
        {
            throw new InputException($"cannot listen at {options.Listen}: {socket.Message}");
        }
        catch (Exception fault) when (options.Operator is not null)
        {
            // Without the operator's settings a system starts: what Akka throws here is about them.
            string why = fault.GetBaseException().Message.ReplaceLineEndings(" ");
            throw new InputException($"{options.OperatorSource}: Akka cannot use these settings: {why}");
        }
    }

    /// <summary>Becomes the first member of a cluster.</summary>
    public void Form() => cluster.Join(cluster.SelfAddress);

    /// <summary>Asks a member to be taken in, again and again until it is.</summary>
    /// <param name="seed">Where the member listens, by the address by which it knows itself.</param>
    public void Join(Endpoint seed) =>
        cluster.JoinSeedNodes([cluster.SelfAddress.WithHost(seed.Host).WithPort(seed.Port)]);

    /// <summary>Leaves the cluster, so that no one misses this node, and ends. Bounded by the settings.</summary>
    public async Task LeaveAsync()
    {
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance)
            .ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends at once; the others find out.</summary>
    public async ValueTask DisposeAsync() => await System.Terminate().ConfigureAwait(false);

    /// <summary>An address without Akka's form.</summary>
    internal static Endpoint EndpointOf(Address address) => new(address.Host, address.Port!.Value);

    private static Config OwnOf(ClusterSystemOptions options)
    {
        string role = options.Role == ClusterRole.Coordinator ? CoordinatorRole : WorkerRole;
        return ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka.actor.provider = cluster
            akka.loglevel = {{LevelOf(options.Log)}}
            akka.cluster.roles = [{{role}}]
            akka.cluster.downing-provider-class = "RnnCluster.Node.Membership.CoordinatorDowning, RnnCluster.Node"
            akka.remote.dot-netty.tcp { hostname = "{{options.Listen.Host}}", port = {{options.Listen.Port}} }
            """));
    }

    private static string LevelOf(ILogger log) =>
        log.IsEnabled(LogLevel.Debug) ? "DEBUG"
        : log.IsEnabled(LogLevel.Information) ? "INFO"
        : log.IsEnabled(LogLevel.Warning) ? "WARNING"
        : log.IsEnabled(LogLevel.Error) ? "ERROR" : "OFF";

    private static Config OperatorsOf(string? text, string source)
    {
        if (text is null)
        {
            return Config.Empty;
        }

        Config settings;
        try
        {
            settings = ConfigurationFactory.ParseString(text);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Akka's parser throws what comes to hand, the bare base class among it.
            throw new InputException($"{source}: {fault.Message.ReplaceLineEndings(" ")}");
        }

        return Fixed.FirstOrDefault(settings.HasPath) is { } key
            ? throw new InputException(
                $"{source}: {key} cannot be set there: the command line or the program sets it")
            : settings;
    }

    private static SocketException? SocketFaultOf(Exception? fault) => fault switch
    {
        null => null,
        SocketException socket => socket,
        AggregateException { InnerExceptions: var inner } =>
            inner.Select(SocketFaultOf).FirstOrDefault(static each => each is not null),
        _ => SocketFaultOf(fault.InnerException),
    };

    private static string ReadSettings()
    {
        using Stream stream = typeof(ClusterSystem).Assembly.GetManifestResourceStream(SettingsName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
