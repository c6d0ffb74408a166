using RnnCluster.Telemetry.Otlp;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Commands;

/// <summary>Who is to see a run, as the command line says.</summary>
/// <param name="Serves">Whether the dashboard is served.</param>
/// <param name="Listen">Where; null for the usual place.</param>
/// <param name="Token">Its token; null for one that is made.</param>
/// <param name="Otlp">Where metrics and spans are sent; null for nowhere.</param>
/// <param name="WritesTensorBoard">Whether TensorBoard's event files are written.</param>
/// <param name="SampleInterval">Every how many steps the network is looked into; 0 for never.</param>
internal sealed record WatchRequest(
    bool Serves, Endpoint? Listen, string? Token, OtlpTarget? Otlp, bool WritesTensorBoard, int SampleInterval)
{
    private const int SampleLengthShown = 200;

    /// <summary>Every how many steps the network is looked into when its curves are shown or written.</summary>
    public int Interval => Serves || WritesTensorBoard ? SampleInterval : 0;

    /// <summary>How many symbols the model writes after each validation.</summary>
    public int SampleLength => Serves || WritesTensorBoard ? SampleLengthShown : 0;
}
