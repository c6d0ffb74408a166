using System.Text.Json;

namespace RnnCluster.Cli.Remote;

/// <summary>How a run that is watched from elsewhere looks.</summary>
internal interface IRemoteView
{
    /// <summary>A whole picture came: at first, after a gap, after a reconnection.</summary>
    /// <param name="run">The run.</param>
    /// <param name="snapshot">As it came.</param>
    void OnSnapshot(RemoteRun run, JsonElement snapshot);

    /// <summary>Something changed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="update">As it came.</param>
    /// <param name="losses">The training loss so far, thinned.</param>
    void OnUpdate(RemoteRun run, JsonElement update, IReadOnlyList<double> losses);

    /// <summary>The connection is gone; it is made anew.</summary>
    void OnLost();
}
