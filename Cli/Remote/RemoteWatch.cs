using System.Text.Json;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Remote;

/// <summary>Follows a run's dashboard until the run is over, through lost connections.</summary>
internal sealed class RemoteWatch(RemoteDashboard dashboard, Host host)
{
    /// <summary>A coordinator that restarts is back by then.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>The curve is the dashboard's own: it thins, and knows what came before us.</summary>
    private static readonly TimeSpan CurveInterval = TimeSpan.FromSeconds(5);

    private readonly RemoteRun run = new();
    private IReadOnlyList<double> losses = [];
    private long? curveAt;

    /// <summary>Follows.</summary>
    /// <param name="view">Shows it.</param>
    /// <param name="cancellation">Ends it in good order.</param>
    /// <exception cref="InputException">There is no dashboard, or reading is not open.</exception>
    public async Task<RemoteRun> Follow(IRemoteView view, CancellationToken cancellation)
    {
        // A wrong address is a mistake and ends the command at once. A connection that is lost later is not.
        await ReadSnapshot(view, cancellation).ConfigureAwait(false);
        long lostAt = host.Time.GetTimestamp();
        while (!run.IsOver && !cancellation.IsCancellationRequested)
        {
            if (await FollowConnection(view, cancellation).ConfigureAwait(false))
            {
                lostAt = host.Time.GetTimestamp();
            }
            else if (host.Time.GetElapsedTime(lostAt) > PatienceMax)
            {
                throw new InputException($"the dashboard is gone for {PatienceMax.TotalSeconds:F0} s");
            }

            if (!run.IsOver && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(RetryInterval, host.Time, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return run;
    }

    /// <summary>Takes one look.</summary>
    public async Task<RemoteRun> Look(IRemoteView view, CancellationToken cancellation)
    {
        await ReadSnapshot(view, cancellation).ConfigureAwait(false);
        return run;
    }

    private async Task ReadSnapshot(IRemoteView view, CancellationToken cancellation)
    {
        JsonElement snapshot = await dashboard.Get("runs/current", cancellation).ConfigureAwait(false);
        dashboard.Understand(() =>
        {
            run.OnSnapshot(snapshot);
            view.OnSnapshot(run, snapshot);
        });
    }

    /// <summary>False if there was no connection to follow.</summary>
    private async Task<bool> FollowConnection(IRemoteView view, CancellationToken cancellation)
    {
        bool isConnected = false;
        try
        {
            await foreach ((string kind, JsonElement data) in dashboard.Stream(cancellation).ConfigureAwait(false))
            {
                if (kind == "update")
                {
                    await ReadCurve(cancellation).ConfigureAwait(false);
                }

                dashboard.Understand(() => Take(view, kind, data, isConnected));
                isConnected = true;
                if (run.IsOver)
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return isConnected;
        }

        if (isConnected)
        {
            view.OnLost();
        }

        return isConnected;
    }

    private async Task ReadCurve(CancellationToken cancellation)
    {
        long now = host.Time.GetTimestamp();
        if (curveAt is { } last && host.Time.GetElapsedTime(last, now) < CurveInterval)
        {
            return;
        }

        curveAt = now;
        if (await dashboard.TryGet($"series?names=loss&points={Sparkline.PointsMax}", cancellation)
            .ConfigureAwait(false) is not { } answer)
        {
            // The stream will say that the connection is lost; until then the curve is the one from before.
            return;
        }

        dashboard.Understand(() =>
        {
            if (answer.GetProperty("series").TryGetProperty("loss", out JsonElement loss))
            {
                losses =
                [
                    .. loss.GetProperty("mean").EnumerateArray()
                        .Where(value => value.ValueKind == JsonValueKind.Number)
                        .Select(value => value.GetDouble()),
                ];
            }
        });
    }

    private void Take(IRemoteView view, string kind, JsonElement data, bool isConnected)
    {
        if (kind == "snapshot")
        {
            run.OnSnapshot(data);
            if (isConnected)
            {
                view.OnSnapshot(run, data);
            }
        }
        else if (kind == "update")
        {
            run.OnUpdate(data);
            view.OnUpdate(run, data, losses);
        }
    }
}
