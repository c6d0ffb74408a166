using System.Text.Json;
using RnnCluster.Cli.Watching;

namespace RnnCluster.Cli.Remote;

/// <summary>What the dashboard says, one JSON object a line: <c>event</c> and <c>data</c>.</summary>
internal sealed class RemoteJsonView(TextWriter output) : IRemoteView
{
    public void OnSnapshot(RemoteRun run, JsonElement snapshot) => Write("snapshot", snapshot);

    public void OnUpdate(RemoteRun run, JsonElement update, IReadOnlyList<double> losses) => Write("update", update);

    public void OnLost() => JsonLine.Write(output, json => json.WriteString("event", "lost"));

    private void Write(string kind, JsonElement data) => JsonLine.Write(output, json =>
    {
        json.WriteString("event", kind);
        json.WritePropertyName("data");
        data.WriteTo(json);
    });
}
