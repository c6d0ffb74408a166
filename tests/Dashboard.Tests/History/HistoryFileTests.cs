using System.Text;
using System.Text.Json;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Tests.Web;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.History;

/// <summary>What outlives a process.</summary>
public sealed class HistoryFileTests
{
    [Fact]
    public async Task ARestartLosesNoCurveAndNoEvent()
    {
        var storage = new MemoryStorage();
        await RunTo(100, storage);

        await using ServerRig rig = await ServerRig.Start(run: Example.Run(firstStep: 100), storage: storage);
        rig.Publish(Example.Step(101));

        JsonElement series = (await rig.Get("/api/series?names=loss,duration,validationLoss")).GetProperty("series");
        Assert.Equal(101, series.GetProperty("loss").GetProperty("step").GetArrayLength());
        Assert.Equal(101, series.GetProperty("duration").GetProperty("step").GetArrayLength());
        Assert.Equal(1, series.GetProperty("validationLoss").GetProperty("step").GetArrayLength());
        JsonElement events = (await rig.Get("/api/events?kinds=warning")).GetProperty("events");
        Assert.Equal("hot", events[0].GetProperty("text").GetString());
        JsonElement snapshot = await rig.Get("/api/runs/current");
        Assert.Equal(1.5, snapshot.GetProperty("status").GetProperty("validationLoss").GetDouble());
        Assert.Equal(1, snapshot.GetProperty("checkpoints").GetArrayLength());
    }

    [Fact]
    public async Task ARunThatGoesOnFromAnEarlierCheckpointShowsItsStepsOnce()
    {
        var storage = new MemoryStorage();
        await RunTo(100, storage);

        await using ServerRig rig = await ServerRig.Start(run: Example.Run(firstStep: 60), storage: storage);
        JsonElement before = (await rig.Get("/api/series")).GetProperty("series").GetProperty("loss");
        rig.Publish(Example.Step(61, loss: 7));
        JsonElement after = (await rig.Get("/api/series")).GetProperty("series").GetProperty("loss");

        Assert.Equal(60, before.GetProperty("step").GetArrayLength());
        Assert.Equal(61, after.GetProperty("step").GetArrayLength());
        Assert.Equal(7, after.GetProperty("mean")[60].GetDouble());
        Assert.Equal(0, (await rig.Get("/api/runs/current")).GetProperty("status").GetProperty("stepsLost").GetInt64());
    }

    [Fact]
    public async Task StepsThatAreNewerThanTheFileAreReadFromTheMetrics()
    {
        var storage = new MemoryStorage();
        await RunTo(100, storage);
        storage["metrics.jsonl"] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 130).Select(step =>
            $$"""{"step":{{step}},"loss":{{step}}.5,"rate":0.01,"norm":0.5,"clipped":false,"digest":"00"}""" + "\n")));

        await using ServerRig rig = await ServerRig.Start(run: Example.Run(firstStep: 120), storage: storage);

        JsonElement loss = (await rig.Get("/api/series")).GetProperty("series").GetProperty("loss");
        Assert.Equal(120, loss.GetProperty("step").GetArrayLength());
        Assert.Equal(2, loss.GetProperty("mean")[99].GetDouble());
        Assert.Equal(101.5, loss.GetProperty("mean")[100].GetDouble());
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("altered")]
    [InlineData("empty")]
    [InlineData("another version")]
    public async Task ADamagedFileIsPutAsideWithAWarning(string damage)
    {
        var storage = new MemoryStorage();
        await RunTo(10, storage);
        byte[] good = storage[HistoryFile.Name]!;
        byte[] bad = damage switch
        {
            "torn" => good[..^100],
            "empty" => [],
            _ => [.. good],
        };
        if (damage == "altered")
        {
            bad[100] ^= 1;
        }
        else if (damage == "another version")
        {
            bad[8] = 9;
            System.Security.Cryptography.SHA256.HashData(bad.AsSpan(0, bad.Length - 32)).CopyTo(bad, bad.Length - 32);
        }

        storage[HistoryFile.Name] = bad;

        await using ServerRig rig = await ServerRig.Start(run: Example.Run(firstStep: 10), storage: storage);

        JsonElement events = (await rig.Get("/api/events?kinds=warning")).GetProperty("events");
        Assert.Contains(HistoryFile.Name, events[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(bad, storage[HistoryFile.DamagedName]);
        Assert.False(storage.Exists(HistoryFile.Name));
    }

    [Fact]
    public async Task ARunThatBeginsAnewHasNoHistory()
    {
        var storage = new MemoryStorage();
        await RunTo(10, storage);

        await using ServerRig rig = await ServerRig.Start(storage: storage);

        Assert.Equal(0, (await rig.Get("/api/events")).GetProperty("total").GetInt64());
    }

    [Fact]
    public void TheFileIsBoundedHoweverLongTheRunIs()
    {
        var model = new DashboardModel(Example.Run());
        for (int step = 1; step <= 20_000; step++)
        {
            model.Advance(Example.At(step, Example.Step(step)));
            model.Advance(Example.At(step, new RunWarned(new string('w', 600))));
        }

        HistoryContent content = model.Copy();

        Assert.InRange(HistoryFile.Encode(content.Notes, content.Curves).Length, 1_000_000, 8_000_000);
    }

    private static async Task RunTo(int steps, MemoryStorage storage)
    {
        await using ServerRig rig = await ServerRig.Start(storage: storage);
        rig.Publish([.. Enumerable.Range(1, steps).Select(step => Example.Step(step))]);
        rig.Publish(
            new RunValidated(new Step(steps / 2), 1.5, TimeSpan.FromSeconds(1)),
            new RunWarned("hot"),
            new CheckpointWritten(
                new Step(steps / 2), new string('c', 64), 10, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero));
    }
}
