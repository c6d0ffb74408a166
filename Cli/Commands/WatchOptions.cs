using System.CommandLine;
using RnnCluster.Dashboard;
using RnnCluster.Shared;
using RnnCluster.Telemetry.Otlp;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Commands;

/// <summary>Options of a cluster's run that say who is to see it.</summary>
internal sealed class WatchOptions
{
    /// <summary>Often enough for a live picture, rare enough to cost a thousandth of the time.</summary>
    private const int SampleIntervalDefault = 50;

    private const string Off = "off";

    private readonly Option<string?> dashboard = new("--dashboard")
    {
        HelpName = "HOST:PORT|off",
        Description = $"Where the dashboard is served. The default is port {DashboardServer.PortDefault} of this "
            + "machine alone, or the next free one",
    };

    private readonly Option<string?> tokenFile = new("--dashboard-token-file")
    {
        HelpName = "FILE",
        Description = "Holds the dashboard's token, such as a mounted secret. Without it one is made and printed",
    };

    private readonly Option<string?> otlp = new("--otlp")
    {
        HelpName = "URL",
        Description = "Send metrics and spans to this OpenTelemetry collector, http://host:4318",
    };

    private readonly Option<bool> tensorBoard = new("--tensorboard")
    {
        Description = "Write TensorBoard's event files into the output folder",
    };

    private readonly Option<int> sampleEvery = NumberOption.Whole(
        "--sample-every",
        "Look inside the network every N steps; 0 for never. Changes no bit",
        0,
        int.MaxValue,
        () => SampleIntervalDefault);

    /// <summary>The options that a resume is given again.</summary>
    public Option[] Repeated => [dashboard, tokenFile, otlp, tensorBoard, sampleEvery];

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Repeated)
        {
            command.Add(option);
        }
    }

    /// <summary>Whether a dashboard, OTLP or event files were asked for.</summary>
    public bool IsGiven(ParseResult result) =>
        result.GetValue(otlp) is not null
        || result.GetValue(tensorBoard)
        || (result.GetValue(dashboard) is { } where && where != Off);

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">An address or a file is none.</exception>
    public WatchRequest Parse(ParseResult result)
    {
        string? where = result.GetValue(dashboard);
        return new WatchRequest(
            where != Off,
            where is null or Off ? null : Endpoint.Parse(where),
            result.GetValue(tokenFile) is { } file ? TokenFile.Read(tokenFile.Name, file) : null,
            result.GetValue(otlp) is { } url ? ParseTarget(url) : null,
            result.GetValue(tensorBoard),
            result.GetValue(sampleEvery));
    }

    private static OtlpTarget ParseTarget(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? new OtlpTarget(address)
            : throw new InputException(
                $"--otlp '{url}': expected a collector's address, such as http://localhost:4318");
}
