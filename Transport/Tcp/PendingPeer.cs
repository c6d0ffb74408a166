using RnnCluster.Protocol.Wire;

namespace RnnCluster.Transport.Tcp;

/// <summary>A peer that was let in with its control connection and still owes the bulk one.</summary>
internal sealed class PendingPeer(Hello hello)
{
    private readonly TaskCompletionSource<TcpConnection> bulk = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Hello Hello { get; } = hello;

    /// <summary>Hands the bulk connection over.</summary>
    /// <returns>False if nobody waits any more, or one has come before: it stays the caller's.</returns>
    public bool TryComplete(TcpConnection connection) => bulk.TrySetResult(connection);

    /// <summary>Another attempt of the same peer takes the place.</summary>
    public void Cancel() => bulk.TrySetCanceled();

    public async Task<TcpConnection> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            return await bulk.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A connection that came in the same instant is nobody's now.
            if (!bulk.TrySetCanceled(CancellationToken.None) && bulk.Task.IsCompletedSuccessfully)
            {
                (await bulk.Task.ConfigureAwait(false)).Dispose();
            }

            throw;
        }
    }
}
