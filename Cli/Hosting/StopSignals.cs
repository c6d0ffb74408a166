using System.Runtime.InteropServices;

namespace RnnCluster.Cli.Hosting;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks for a stop in good order; after it the second, of either kind, ends the process
/// at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action announce;
    private readonly Action beforeExit;
    private int count;

    /// <summary>Begins to listen, if the host does.</summary>
    /// <param name="host">The host.</param>
    /// <param name="announce">Called once, by the first signal, on a thread of its own.</param>
    /// <param name="beforeExit">Called by the second signal: puts the terminal in order.</param>
    public StopSignals(Host host, Action announce, Action beforeExit)
    {
        this.announce = announce;
        this.beforeExit = beforeExit;
        source = CancellationTokenSource.CreateLinkedTokenSource(host.Stop);
        registrations = host.ListensToSignals
            ? [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            ]
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
        if (Interlocked.Increment(ref count) == 1)
        {
            source.Cancel();
            announce();
            return;
        }

        beforeExit();
        Environment.Exit(ExitCode.Interrupted);
    }
}
