using RnnCluster.Actors;
using RnnCluster.Dashboard;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Telemetry;

namespace RnnCluster.Hosting;

/// <summary>
/// What shows a run beside the terminal: dashboard, metrics, event files. Started before the run begins and disposed
/// before its process, so that nothing is missed and everything is saved. It changes no bit of the run.
/// </summary>
public sealed class RunWatch : IAsyncDisposable
{
    private readonly RunTelemetry? telemetry;

    private RunWatch(RunTelemetry? telemetry, DashboardServer? dashboard)
    {
        this.telemetry = telemetry;
        Dashboard = dashboard;
    }

    /// <summary>The dashboard; null if none is served.</summary>
    public DashboardServer? Dashboard { get; }

    /// <summary>Begins to watch.</summary>
    /// <param name="process">The coordinator, before it begins.</param>
    /// <param name="settings">Who is to see it.</param>
    /// <exception cref="InputException">The dashboard's address or token cannot be used.</exception>
    public static async Task<RunWatch> StartAsync(CoordinatorProcess process, RunWatchSettings settings)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(settings);
        bool measures = settings.Serves || settings.Otlp is not null || settings.WritesTensorBoard;
        RunTelemetry? telemetry = measures
            ? RunTelemetry.Spawn(process.System, TelemetryOf(settings, process.Warnings))
            : null;
        if (!settings.Serves)
        {
            return new RunWatch(telemetry, dashboard: null);
        }

        try
        {
            DashboardServer dashboard = await DashboardServer.StartAsync(new DashboardSetup
            {
                System = process.System,
                Coordinator = process.Coordinator,
                Run = settings.Run,
                Storage = settings.Storage,
                OutputFolder = settings.Run.Output,
                Listen = settings.Listen,
                Token = settings.Token,
                Time = process.System.Clock(),
                Metrics = telemetry!.Render,
                Warnings = process.Warnings,
            }).ConfigureAwait(false);
            return new RunWatch(telemetry, dashboard);
        }
        catch
        {
            await telemetry!.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Dashboard is not null)
        {
            await Dashboard.DisposeAsync().ConfigureAwait(false);
        }

        if (telemetry is not null)
        {
            await telemetry.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static TelemetrySetup TelemetryOf(RunWatchSettings settings, WarningDesk warnings)
    {
        Ensure.That(RunId.TryParse(settings.Run.Id, out RunId run));
        return new TelemetrySetup
        {
            Run = run,
            Name = settings.Run.Name,
            Version = settings.Run.Version,
            Node = settings.Node,
            TokensPerStep = settings.Run.TokensPerStep,
            FirstStep = new Step(settings.Run.FirstStep),
            Specification = System.Text.Encoding.UTF8.GetString(settings.Run.Spec.Span),
            Otlp = settings.Otlp,
            Warnings = warnings,
            TensorBoard = settings.WritesTensorBoard ? settings.Storage : null,
        };
    }
}
