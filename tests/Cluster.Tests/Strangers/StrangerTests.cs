using System.Buffers.Binary;
using System.Text;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Cluster.Tests.Strangers;

/// <summary>
/// Who does not belong knocks at a coordinator's port in the middle of a run: it is turned away with one exact
/// sentence, which the coordinator repeats as a warning, and the run ends with the bits of one thread.
/// </summary>
public sealed class StrangerTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private const string NoNode = "the other side is no node of RnnCluster";

    [Theory]
    [InlineData("protocol", "node 'stranger' speaks protocol version 1001 and node 'coordinator' version 8: run the same rnncluster on both")]
    [InlineData("numerics", "node 'stranger' computes by numerics version 1001 and node 'coordinator' by version 1, which give different bits: run the same rnncluster on both")]
    [InlineData("fingerprint", "the arithmetic of node 'stranger' has the fingerprint 000000000000000000000000000003e9 and that of node 'coordinator' 00000000000000000000000000000001: run 'rnncluster selftest' on both to see whose is wrong")]
    [InlineData("run", "node 'stranger' takes part in run 00000000000000000000000000000000000000000000000000000000000003e9 and node 'coordinator' in run {run}: join the cluster of that run, or start the node anew")]
    [InlineData("name", "the node that listens is itself called 'coordinator': give each node a name of its own with --name")]
    public async Task ANodeThatDoesNotFitIsToldWhy(string what, string reason)
    {
        Hello hello = what switch
        {
            "protocol" => Stranger.Hello with { ProtocolVersion = 1001 },
            "numerics" => Stranger.Hello with { NumericsVersion = 1001 },
            "fingerprint" => Stranger.Hello with { Fingerprint = 1001 },
            "run" => Stranger.Hello with { Run = new RunId(0, 1001) },
            _ => Stranger.Hello with { Node = new NodeId("coordinator") },
        };
        await using var run = new ListeningRun(runs);
        await run.AwaitMiddle();
        using var stranger = new Stranger(run.Address);
        stranger.Say(hello);

        string expected = reason.Replace("{run}", run.RunId, StringComparison.Ordinal);
        Assert.Equal(expected, Assert.IsType<Refused>(stranger.Hear()).Reason);
        Assert.Equal($"{stranger.Address} was turned away: {expected}", await run.AwaitWarning());
        await run.AssertUnharmed();
    }

    [Theory]
    [InlineData("a browser", $"preface 95524E4E430D0A1A expected, 474554202F204854 found: {NoNode}")]
    [InlineData("half a preface", "the connection ended after 4 bytes of the preface")]
    [InlineData("nothing", "the connection ended after 0 bytes of the preface")]
    [InlineData("a preface", "handshake: the connection ended behind the preface")]
    [InlineData("an oversized frame", "frame: a head of at most 1048576 bytes expected, 1048577 announced")]
    [InlineData("a heartbeat", "handshake: a hello expected, another message found")]
    [InlineData("a bulk connection alone", "handshake: the bulk connection of node 'stranger' has no control connection that waits for it")]
    public async Task WhatIsNoHelloIsClosedAndNamed(string what, string reason)
    {
        await using var run = new ListeningRun(runs);
        await run.AwaitMiddle();
        using var stranger = new Stranger(run.Address);
        SayBadly(stranger, what);
        stranger.End();

        Assert.Equal($"{stranger.Address} was turned away: {reason}", await run.AwaitWarning());
        await run.AssertUnharmed();
    }

    private static void SayBadly(Stranger stranger, string what)
    {
        switch (what)
        {
            case "a browser":
                stranger.Say(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
                break;
            case "half a preface":
                stranger.Say(Preface.Bytes[..4]);
                break;
            case "a preface":
                stranger.Say(Preface.Bytes);
                break;
            case "an oversized frame":
                byte[] header = new byte[FrameLimits.HeaderBytes];
                BinaryPrimitives.WriteUInt32LittleEndian(header, Limits.ControlHeadBytesMax + 1);
                stranger.Say([.. Preface.Bytes, .. header]);
                break;
            case "a heartbeat":
                stranger.Say(new Heartbeat(1, Step.Zero, 0, TimeSpan.Zero));
                break;
            case "a bulk connection alone":
                stranger.Say(Stranger.Hello with { Kind = ConnectionKind.Bulk });
                break;
            default:
                break;
        }
    }
}
