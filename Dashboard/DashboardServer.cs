using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Dashboard.Shelf;
using RnnCluster.Dashboard.Web;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Transport;

namespace RnnCluster.Dashboard;

/// <summary>
/// The dashboard of a run: an actor that hears what happens, and a web server that shows it. It is started before the
/// run begins, so that it misses nothing, and disposed before the actor system, so that its history is saved.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    /// <summary>Where it listens when nobody says.</summary>
    public const int PortDefault = 7070;

    private const string ActorName = "dashboard";

    private readonly DashboardSetup setup;
    private readonly IActorRef actor;
    private readonly WebHost host;
    private int isDisposed;

    private DashboardServer(DashboardSetup setup, IActorRef actor, WebHost host, string token)
    {
        this.setup = setup;
        this.actor = actor;
        this.host = host;
        Token = token;
    }

    /// <summary>Where it listens.</summary>
    public Endpoint Listening => host.Listening;

    /// <summary>What operators show; to be printed once if it was made here.</summary>
    public string Token { get; }

    /// <summary>Whether everybody who reaches the address may read; controls need the token everywhere.</summary>
    public bool IsReadingOpen => host.IsReadingOpen;

    /// <summary>What a person opens in a browser.</summary>
    public Uri Address => new($"http://{Listening}/");

    /// <summary>The routes, for whoever compares them with their description.</summary>
    internal IReadOnlyList<Route> Routes => host.Routes;

    /// <summary>Loads what was saved, starts the actor and listens.</summary>
    /// <param name="setup">What the host gives.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InputException">The address cannot be used, or the token is too short.</exception>
    public static async Task<DashboardServer> StartAsync(
        DashboardSetup setup, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        AccessToken token = AccessToken.Of(setup.Token);
        var clock = new DashboardClock(setup.Time);
        var model = new DashboardModel(setup.Run);
        await Task.Run(() => Restore(setup, model), cancellation).ConfigureAwait(false);

        // From here on every event of the run is kept, whenever the actor has its first turn.
        StreamInbox<RunEvent, TimedEvent> inbox = DashboardActor.InboxOf(setup.System, clock);
        WarningDesk warnings = setup.Warnings
            ?? new WarningDesk(setup.Time, text => setup.System.EventStream.Publish(new RunWarned(text)));
        IActorRef actor = setup.System.ActorOf(
            ActorProps.Of(() => new DashboardActor(model, inbox, setup.Storage, clock, warnings))
                .WithMailbox(ActorSystems.SmallMailbox),
            ActorName);
        try
        {
            var desk = new Desk(setup.System.EventStream, actor, setup.Coordinator);
            var shelf = new RunShelf(setup.Run, setup.OutputFolder);
            WebHost host = await WebHost.StartAsync(setup, desk, shelf, token, cancellation).ConfigureAwait(false);
            return new DashboardServer(setup, actor, host, token.Text);
        }
        catch
        {
            setup.System.Stop(actor);
            throw;
        }
    }

    /// <summary>Tells whoever watches the last of it, saves the history and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        HistoryContent? content = null;
        try
        {
            DashboardMessage.Closed closed = await actor
                .Ask<DashboardMessage.Closed>(new DashboardMessage.Close(), Desk.QuestionMax)
                .ConfigureAwait(false);
            content = closed.Content;
            await closed.Saving.ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // The system has ended before us: the history is as old as its last save.
        }

        await host.DisposeAsync().ConfigureAwait(false);
        if (content is not null)
        {
            _ = await Task.Run(() => content.TrySave(setup.Storage)).ConfigureAwait(false);
            setup.System.Stop(actor);
        }
    }

    /// <summary>A run that begins anew has no history, whatever lies there.</summary>
    private static void Restore(DashboardSetup setup, DashboardModel model)
    {
        if (setup.Run.FirstStep == 0)
        {
            return;
        }

        var warnings = new List<string>();
        (HistoryNotes Notes, StepCurves Curves) saved = HistoryFile.TryRead(setup.Storage, setup.Run, warnings.Add)
            ?? (HistoryNotes.Empty(setup.Run.Id), new StepCurves(setup.Run));
        try
        {
            using Stream? stream = MetricsTail.TryOpen(setup.Storage);
            model.Restore(
                saved.Notes,
                saved.Curves,
                stream is null ? [] : MetricsTail.Read(stream, saved.Curves.Last, setup.Run.FirstStep));
        }
        catch (IOException fault)
        {
            warnings.Add($"the curves have a hole: {fault.Message}");
        }

        foreach (string warning in warnings)
        {
            model.Log.Add(
                setup.Time.GetUtcNow(), EventKinds.Warning, EventKinds.SeverityWarning, setup.Run.FirstStep,
                node: null, warning);
            setup.System.EventStream.Publish(new RunWarned(warning));
        }
    }
}
