using System.Runtime.InteropServices;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2. The first asks for a stop in good order. Ctrl-C or SIGTERM ends the
/// process at once if it comes a while later (<see cref="StopPatience"/>); every other signal after the first is a copy
/// of it.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration[] registrations;
    private readonly StopPatience patience;
    private readonly Action announce;
    private readonly Action beforeExit;

    /// <summary>Begins to listen, if the host does.</summary>
    /// <param name="host">The host.</param>
    /// <param name="announce">Called once, by the first signal, on a thread of its own.</param>
    /// <param name="beforeExit">Called by the signal that ends the process: puts the terminal in order.</param>
    public StopSignals(Host host, Action announce, Action beforeExit)
    {
        this.announce = announce;
        this.beforeExit = beforeExit;
        patience = new StopPatience(host.Time);
        source = CancellationTokenSource.CreateLinkedTokenSource(host.Stop);
        registrations = host.ListensToSignals
            ? [.. StopSignalKinds.OfThisProcess().Select(kind => PosixSignalRegistration.Create(kind, OnSignal))]
            : [];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        switch (patience.OnSignal(context.Signal))
        {
            case StopWish.First:
                source.Cancel();
                announce();
                break;
            case StopWish.Second:
                beforeExit();
                Environment.Exit(ExitCode.Interrupted);
                break;
            default:
                break;
        }
    }
}
