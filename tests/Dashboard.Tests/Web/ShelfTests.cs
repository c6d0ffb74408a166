using System.Text.Json;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>The runs beside this one.</summary>
public sealed class ShelfTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("rnncluster-shelf");

    [Fact]
    public async Task TheRunsOfTheParentFolderAreListedWithTheirDifferences()
    {
        Write("ours", steps: 3);
        Write("theirs", steps: 20, """{"seed":2,"training":{"batch":8},"extra":"yes"}""");
        parent.CreateSubdirectory("no run");
        await using ServerRig rig = await Start();

        JsonElement[] runs = [.. (await rig.Get("/api/runs")).GetProperty("runs").EnumerateArray()];

        Assert.Equal(["ours", "theirs"], runs.Select(run => run.GetProperty("key").GetString()));
        Assert.Equal([true, false], runs.Select(run => run.GetProperty("isCurrent").GetBoolean()));
        Assert.Equal([3, 20], runs.Select(run => run.GetProperty("step").GetInt64()));
        Assert.Equal("their name", runs[1].GetProperty("name").GetString());
        Assert.Equal(20.5, runs[1].GetProperty("trainLoss").GetDouble());
        Assert.Equal(
            """[{"path":"extra","value":"yes","ours":"absent"},{"path":"seed","value":"2","ours":"1"}]""",
            runs[1].GetProperty("differences").GetRawText());
    }

    [Fact]
    public async Task ACurveOfAnotherRunIsReadFromItsMetrics()
    {
        Write("ours", steps: 1);
        Write("theirs", steps: 20);
        await using ServerRig rig = await Start();

        JsonElement before = await rig.Get("/api/runs/theirs/series?names=loss,duration&points=10");
        Write("theirs", steps: 30);
        JsonElement after = await rig.Get("/api/runs/theirs/series?names=loss");

        JsonElement loss = before.GetProperty("series").GetProperty("loss");
        Assert.Equal(10, loss.GetProperty("step").GetArrayLength());
        Assert.Equal(20.5, loss.GetProperty("max")[9].GetDouble());
        Assert.Equal(0, before.GetProperty("series").GetProperty("duration").GetProperty("step").GetArrayLength());
        Assert.Equal(30, after.GetProperty("series").GetProperty("loss").GetProperty("step").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/runs/no%20run/series")]
    [InlineData("/api/runs/..%2Fours/series")]
    [InlineData("/api/runs/%2Fetc/series")]
    public async Task OnlyANameThatIsListedIsOpened(string path)
    {
        Write("ours", steps: 1);
        parent.CreateSubdirectory("no run");
        await using ServerRig rig = await Start();

        using HttpResponseMessage response = await rig.Client.GetAsync(path);

        Assert.Equal(404, (int)response.StatusCode);
    }

    public void Dispose() => parent.Delete(recursive: true);

    private Task<ServerRig> Start() => ServerRig.Start(
        change: setup => setup with { OutputFolder = Path.Join(parent.FullName, "ours") });

    private void Write(string name, int steps, string? spec = null)
    {
        DirectoryInfo folder = parent.CreateSubdirectory(name);
        File.WriteAllLines(
            Path.Join(folder.FullName, "metrics.jsonl"),
            Enumerable.Range(1, steps).Select(step =>
                $$"""{"step":{{step}},"loss":{{step}}.5,"rate":0.01,"norm":0.5,"clipped":false,"digest":"00"}"""));
        if (spec is not null)
        {
            DirectoryInfo checkpoint = folder.CreateSubdirectory("checkpoint-0000000010");
            File.WriteAllText(
                Path.Join(checkpoint.FullName, "manifest.json"),
                "{\"runId\":\"ff\",\"step\":10,\"stateHash\":\"aa\",\"progress\":{},\"spec\":{\"name\":\"their name\"},"
                + $"\"canonicalSpec\":{spec}}}");
        }
    }
}
