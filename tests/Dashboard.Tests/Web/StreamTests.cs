using System.Text.Json;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>The live stream, over real sockets.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task AStreamBeginsWithASnapshotAndGoesOnWithoutAHole()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(Example.Step(1));
        using EventReader stream = await EventReader.Open(rig.Client);

        (string name, string? id, JsonElement snapshot) = (await stream.Next())!.Value;
        rig.Publish(Example.Step(2), Example.Step(3), new RunWarned("hot"));
        long sequence = snapshot.GetProperty("sequence").GetInt64();
        var steps = new List<long>();
        var events = new List<string?>();
        while (steps.Count < 2 || events.Count < 1)
        {
            (string next, string? nextId, JsonElement update) = (await stream.Next())!.Value;
            Assert.Equal("update", next);
            Assert.Equal(sequence, update.GetProperty("from").GetInt64());
            sequence = update.GetProperty("to").GetInt64();
            Assert.Equal(sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), nextId);
            steps.AddRange(Steps(update));
            events.AddRange(update.TryGetProperty("newEvents", out JsonElement views)
                ? views.EnumerateArray().Select(view => view.GetProperty("text").GetString())
                : []);
        }

        Assert.Equal("text/event-stream", stream.Type);
        Assert.Equal("snapshot", name);
        Assert.Equal(id, snapshot.GetProperty("sequence").GetRawText());
        Assert.Equal(1, snapshot.GetProperty("status").GetProperty("step").GetInt64());
        Assert.Equal([2, 3], steps);
        Assert.Equal(["hot"], events);
    }

    [Fact]
    public async Task TheEndOfTheRunReachesWhoeverWatchesAndEndsTheStream()
    {
        ServerRig rig = await ServerRig.Start();
        using HttpClient client = rig.NewClient();
        using EventReader stream = await EventReader.Open(client);
        Assert.Equal("snapshot", (await stream.Next())!.Value.Name);

        rig.Publish(new RunStopped(new Step(5), new string('b', 64), IsComplete: true, "the run's bound was reached"));
        await rig.DisposeAsync();

        JsonElement last = default;
        while (await stream.Next() is { } next)
        {
            last = next.Data;
        }

        Assert.Equal("completed", last.GetProperty("status").GetProperty("state").GetString());
    }

    private static IEnumerable<long> Steps(JsonElement update) =>
        update.TryGetProperty("steps", out JsonElement columns)
            ? columns.GetProperty("step").EnumerateArray().Select(step => step.GetInt64())
            : [];
}
