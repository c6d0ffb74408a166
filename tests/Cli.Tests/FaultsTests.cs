using System.ComponentModel;
using System.Net.Sockets;
using System.Reflection;
using System.Security;
using RnnCluster.Cli.Hosting;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Tests;

/// <summary>A mistake, a fault of the world or a bug.</summary>
public sealed class FaultsTests
{
    private const int Bug = -1;
    private const int ConnectionRefused = 111;

    public static TheoryData<string, Exception, int, string> Thrown => new()
    {
        { "a mistake", new InputException("said"), ExitCode.Mistake, "said" },
        { "a mistake within", new AggregateException(new InputException("said")), ExitCode.Mistake, "said" },
        { "a number", new NonFiniteException("said"), ExitCode.Failed, "said" },
        { "a disk", new StorageException("said"), ExitCode.Failed, "said" },
        { "a file", new IOException("said"), ExitCode.Failed, "a file or a connection failed: said" },
        { "a path", new DirectoryNotFoundException("said"), ExitCode.Failed, "a file or a connection failed: said" },
        { "a right", new UnauthorizedAccessException("said"), ExitCode.Failed, "a file or a connection failed: said" },
        { "a policy", new SecurityException("said"), ExitCode.Failed, "a file or a connection failed: said" },
        { "a network", new SocketException(ConnectionRefused, "said"), ExitCode.Failed, "the network failed: said" },
        { "a server", new HttpRequestException("said"), ExitCode.Failed, "the network failed: said" },
        {
            "a program", new Win32Exception(2, "said"), ExitCode.Failed,
            "another program could not be started: said"
        },
        {
            "memory", new InsufficientMemoryException(), ExitCode.Failed,
            "not enough memory; make the model, the batch or the window smaller"
        },
        { "an end", new OperationCanceledException(), ExitCode.Interrupted, "asked to end before it was done" },
        {
            "a file within", new TargetInvocationException(new AggregateException(new IOException("said"))),
            ExitCode.Failed, "a file or a connection failed: said"
        },
        { "a state", new InvalidOperationException("said"), Bug, string.Empty },
        { "a key", new KeyNotFoundException("said"), Bug, string.Empty },
        { "two", new AggregateException(new IOException("said"), new IOException("too")), Bug, string.Empty },
    };

    [Theory]
    [MemberData(nameof(Thrown), DisableDiscoveryEnumeration = true)]
    public void WhatEndedACommandHasItsCodeAndItsWords(string what, Exception thrown, int code, string text)
    {
        (int Code, string Text)? expected = code == Bug ? null : (code, text);
        Assert.Equal((what, expected), (what, Faults.Find(thrown)));
    }
}
