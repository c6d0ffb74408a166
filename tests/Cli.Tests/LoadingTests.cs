using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>
/// A command that makes no cluster pays nothing for actors and messages: their assemblies are not even loaded.
/// </summary>
public sealed class LoadingTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ACommandThatMakesNoClusterLoadsNeitherActorsNorMessages()
    {
        folder.Spec(steps: 10);
        string[][] commands =
        [
            ["train", "tiny.yaml", "--out", "made", "--json"],
            ["inspect", "made"],
            ["evaluate", "made"],
            ["generate", "made", "--length", "5"],
            ["export", "made", "--out", "made.safetensors"],
            ["selftest"],
        ];
        foreach (string[] command in commands)
        {
            string[] loaded = await LoadedBy(command);

            Assert.Contains("RnnCluster.Learning", loaded);
            Assert.DoesNotContain(loaded, name => name.StartsWith("Akka", StringComparison.Ordinal));
            Assert.DoesNotContain("RnnCluster.Actors", loaded);
            Assert.DoesNotContain(loaded, name => name.StartsWith("MessagePack", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task AClusterLoadsAkkaAndNoLibraryThatWritesTypeNames()
    {
        folder.Spec(steps: 2);
        string[] loaded = await LoadedBy("train", "tiny.yaml", "--workers", "2", "--out", "made", "--json");

        Assert.Contains("Akka", loaded);
        Assert.DoesNotContain("Newtonsoft.Json", loaded);
        Assert.DoesNotContain(loaded, name => name.StartsWith("Akka.", StringComparison.Ordinal));
        Assert.DoesNotContain(loaded, name => name.StartsWith("DotNetty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AClusterOfProcessesLoadsMessagePack()
    {
        folder.Spec(steps: 2);
        string[] loaded =
            await LoadedBy("train", "tiny.yaml", "--workers", "2", "--processes", "--out", "made", "--json");

        Assert.Contains("MessagePack", loaded);
    }

    private async Task<string[]> LoadedBy(params string[] command)
    {
        string names = folder.At("loaded");
        using var process = new RnnProcess(
            folder.Path,
            [
                $"DOTNET_STARTUP_HOOKS={typeof(LoadingTests).Assembly.Location}",
                $"{StartupHook.FileVariable}={names}",
            ],
            command);
        (int code, string error) = await process.AwaitExit();
        Assert.True(code == ExitCode.Done, $"{string.Join(' ', command)}: {error}");
        return await File.ReadAllLinesAsync(names);
    }
}
