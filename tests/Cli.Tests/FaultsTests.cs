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
    private const string OfFile = "a file or a connection failed: said";

    /// <summary>What a disk, a quota or a table of descriptors says, as Linux numbers it.</summary>
    private static readonly (string Name, int Number)[] Numbers =
        [("EIO", 5), ("EMFILE", 24), ("ENOSPC", 28), ("EROFS", 30), ("EDQUOT", 122)];

    public static TheoryData<string, Exception, int, string> Thrown => new()
    {
        { "a mistake", new InputException("said"), ExitCode.Mistake, "said" },
        { "a mistake within", new AggregateException(new InputException("said")), ExitCode.Mistake, "said" },
        { "a number", new NonFiniteException("said"), ExitCode.Failed, "said" },
        { "a disk", new StorageException("said"), ExitCode.Failed, "said" },
        { "a file", new IOException("said"), ExitCode.Failed, OfFile },
        { "a path", new DirectoryNotFoundException("said"), ExitCode.Failed, OfFile },
        { "a right", new UnauthorizedAccessException("said"), ExitCode.Failed, OfFile },
        { "a policy", new SecurityException("said"), ExitCode.Failed, OfFile },
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
            ExitCode.Failed, OfFile
        },
        { "a state", new InvalidOperationException("said"), Bug, string.Empty },
        { "a key", new KeyNotFoundException("said"), Bug, string.Empty },
        { "two", new AggregateException(new IOException("said"), new IOException("too")), Bug, string.Empty },
    };

    /// <summary>On Unix the HResult of an IOException is the system's number.</summary>
    public static TheoryData<string, Exception> NumberedFaults
    {
        get
        {
            var faults = new TheoryData<string, Exception>();
            foreach ((string name, int number) in Numbers)
            {
                faults.Add(name, new IOException("said", number));
                faults.Add($"{name} within", new AggregateException(new IOException("said", number)));
                faults.Add(
                    $"{name} of a type", new TypeInitializationException("T", new IOException("said", number)));
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(NumberedFaults), DisableDiscoveryEnumeration = true)]
    public void AFaultOfADiskIsTheWorldsWhateverItsNumber(string what, Exception thrown)
    {
        (int, string)? expected = (ExitCode.Failed, OfFile);
        Assert.Equal((what, expected), (what, Faults.Find(thrown)));
    }

    [Theory]
    [MemberData(nameof(Thrown), DisableDiscoveryEnumeration = true)]
    public void WhatEndedACommandHasItsCodeAndItsWords(string what, Exception thrown, int code, string text)
    {
        (int Code, string Text)? expected = code == Bug ? null : (code, text);
        Assert.Equal((what, expected), (what, Faults.Find(thrown)));
    }
}
