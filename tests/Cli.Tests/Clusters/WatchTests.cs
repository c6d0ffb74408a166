using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>A run seen from elsewhere, and what goes wrong on the way.</summary>
[Collection(ClusterTests.Name)]
public sealed class WatchTests(ClusterRuns runs)
{
    private const string Token = "a-token-of-more-than-16-letters";

    [Fact]
    public async Task ARunIsFollowedToItsEndAndKeepsItsBits()
    {
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, "--dashboard", "127.0.0.1:0", "--sample-every", "1", "--steps", "400");
        string address = await Address(cluster);
        using var json = new RnnProcess(runs.Folder, "watch", address, "--json");
        using var plain = new RnnProcess(runs.Folder, "watch", address);
        await json.AwaitEvent("snapshot");

        cluster.Add("anna");
        (int code, string error) = await json.AwaitExit();
        Assert.Equal(("", ExitCode.Done), (error, code));
        JsonElement[] updates = [.. Events(json, "update")];
        Assert.All(
            updates.Zip(updates.Skip(1)),
            pair => Assert.Equal(
                pair.First.GetProperty("to").GetInt64(), pair.Second.GetProperty("from").GetInt64()));
        JsonElement status = updates[^1].GetProperty("status");
        Assert.Equal(
            ("completed", 400),
            (status.GetProperty("state").GetString(), status.GetProperty("step").GetInt32()));

        (code, error) = await plain.AwaitExit();
        Assert.Equal(("", ExitCode.Done), (error, code));
        Assert.StartsWith("run         small, ", plain.Lines[0], StringComparison.Ordinal);
        Assert.Equal($"state hash  {status.GetProperty("stateHash").GetString()}", plain.Lines[^1]);
        JsonElement end = await cluster.AssertEndsAsOneThread();
        Assert.Equal(end.GetProperty("stateHash").GetString(), status.GetProperty("stateHash").GetString());
    }

    [Fact]
    public async Task OneLookAtARunThatWaits()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--dashboard", "127.0.0.1:0");
        string address = await Address(cluster);

        Answer text = Answer.Done("watch", address, "--once");
        Assert.Contains("step 0 of ", text.Lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("waits for workers: 0 of 1 are up", text.Lines[^1], StringComparison.Ordinal);
        JsonElement json = Answer.Done("watch", $"http://{address}/", "--once", "--json").Json;
        Assert.Equal("waiting", json.GetProperty("data").GetProperty("status").GetProperty("state").GetString());
    }

    [Fact]
    public async Task BeyondThisMachineReadingNeedsTheToken()
    {
        string file = runs.At("token.txt");
        await File.WriteAllTextAsync(file, Token + "\n");
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, "--dashboard", "0.0.0.0:0", "--dashboard-token-file", file);
        JsonElement dashboard = await cluster.Coordinator.AwaitEvent("dashboard");
        Assert.Equal(JsonValueKind.Null, dashboard.GetProperty("token").ValueKind);
        string address = $"127.0.0.1:{new Uri(dashboard.GetProperty("address").GetString()!).Port}";

        Answer refused = Answer.To("watch", address, "--once");
        Assert.Equal(
            $"rnncluster: {address}: reading needs the dashboard's token; give it by --token-file FILE\n",
            refused.Error);
        Assert.Equal(ExitCode.Mistake, refused.Code);
        Assert.Equal("", refused.Output);
        Answer.Done("watch", address, "--once", "--token-file", file);
    }

    [Fact]
    public void WhereNobodyListensIsAMistake()
    {
        // A port that is taken and not listened at: no other program can come to listen there meanwhile.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Answer answer = Answer.To("watch", taken.LocalEndPoint!.ToString()!);
        Assert.Equal(ExitCode.Mistake, answer.Code);
        Assert.Contains(": no dashboard answers there: Connection refused", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    public async Task SomethingElseThanADashboardIsAMistake(string reply)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply));
        });
        Answer answer = Answer.To("watch", listener.LocalEndpoint.ToString()!, "--once");
        await serving;

        Assert.Equal(
            $"rnncluster: {listener.LocalEndpoint}: something else than a dashboard of rnncluster answers there\n",
            answer.Error);
        Assert.Equal(ExitCode.Mistake, answer.Code);
    }

    [Fact]
    public async Task APortThatIsTakenIsAMistakeAndNothingIsWritten()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string output = runs.At(runs.NextOutput());
        using var coordinator = new RnnProcess(
            runs.Folder,
            "train",
            runs.SpecPath(ClusterRuns.Small),
            "--dashboard",
            listener.LocalEndpoint.ToString()!,
            "--out",
            output);
        (int code, string error) = await coordinator.AwaitExit();

        Assert.Equal(ExitCode.Mistake, code);
        Assert.StartsWith("rnncluster: the dashboard cannot listen on ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(" at RnnCluster.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output) && Directory.EnumerateDirectories(output).Any());
    }

    [Fact]
    public void AWatchedRunOfOneProcessHasTheSameBits()
    {
        string spec = runs.SpecPath(ClusterRuns.Small);
        JsonElement bare = Answer.Done(
            "train", spec, "--steps", "40", "--out", runs.At(runs.NextOutput()), "--json").Json;
        string output = runs.At(runs.NextOutput());
        JsonElement watched = Answer.Done(
            "train", spec, "--steps", "40", "--out", output, "--dashboard", "127.0.0.1:0", "--tensorboard",
            "--sample-every", "1", "--json").Json;

        Assert.Equal(bare.GetProperty("stateHash").GetString(), watched.GetProperty("stateHash").GetString());
        Assert.True(File.Exists(Path.Join(output, "dashboard.history")));
        Assert.Single(Directory.EnumerateFiles(Path.Join(output, "tensorboard")));
    }

    private static async Task<string> Address(TestCluster cluster)
    {
        JsonElement dashboard = await cluster.Coordinator.AwaitEvent("dashboard");
        return new Uri(dashboard.GetProperty("address").GetString()!).Authority;
    }

    private static IEnumerable<JsonElement> Events(RnnProcess process, string name) => process.Lines
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.GetProperty("event").GetString() == name)
        .Select(line => line.GetProperty("data"));
}
