using System.ComponentModel;
using System.Net.Sockets;
using System.Reflection;
using System.Security;
using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Cli;

/// <summary>
/// What an exception means for the user. The one place that tells a user's mistake from a fault of
/// the world and both from a bug.
/// </summary>
internal static class Faults
{
    /// <summary>The exit code and the line of a mistake or of a fault of the world; null for a bug.</summary>
    /// <param name="thrown">What ended the command.</param>
    public static (int Code, string Text)? Find(Exception thrown) => Unwrap(thrown) switch
    {
        InputException mistaken => (ExitCode.Mistake, mistaken.Message),
        NonFiniteException or StorageException or RunFailedException => (ExitCode.Failed, Words(thrown)),
        OutOfMemoryException => (
            ExitCode.Failed, "not enough memory; make the model, the batch or the window smaller"),
        OperationCanceledException => (ExitCode.Interrupted, "asked to end before it was done"),

        // The system's own words name the file; those of sockets, programs and servers name what was asked of them.
        IOException or UnauthorizedAccessException or SecurityException => (
            ExitCode.Failed, $"a file or a connection failed: {Words(thrown)}"),
        SocketException or HttpRequestException => (ExitCode.Failed, $"the network failed: {Words(thrown)}"),
        Win32Exception => (ExitCode.Failed, $"another program could not be started: {Words(thrown)}"),
        _ => null,
    };

    /// <summary>The exception that others only carry.</summary>
    private static Exception Unwrap(Exception thrown) => thrown switch
    {
        AggregateException { InnerExceptions: [Exception only] } => Unwrap(only),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => thrown,
    };

    private static string Words(Exception thrown) => Unwrap(thrown).Message;
}
