using System.Reflection;
using System.Runtime.Loader;
using RnnCluster.Telemetry.Otlp;

namespace RnnCluster.Telemetry.Tests;

/// <summary>A run that sends nothing pays nothing for OpenTelemetry: its assemblies are not even loaded.</summary>
[Collection(nameof(Listeners))]
public sealed class LoadingTests
{
    [Fact]
    public void OpenTelemetryIsLoadedOnlyByARunThatSends()
    {
        Assert.DoesNotContain(
            LoadedBy(nameof(Watch)), name => name.StartsWith("OpenTelemetry", StringComparison.Ordinal));
        Assert.Contains("OpenTelemetry", LoadedBy(nameof(Send)));
    }

    internal static Task Watch() => RunAsync(target: null);

    internal static Task Send() => RunAsync(new OtlpTarget(new Uri("http://127.0.0.1:1")));

    private static async Task RunAsync(OtlpTarget? target)
    {
        await using var rig = new TelemetryRig(setup => setup with { Otlp = target });
        rig.Run([.. Happenings.All]);
    }

    /// <summary>Loads this assembly once more, into a context of its own, and runs a method above there.</summary>
    private static List<string> LoadedBy(string method)
    {
        var context = new WatchedContext(typeof(LoadingTests).Assembly.Location);
        Type again = context.LoadFromAssemblyPath(typeof(LoadingTests).Assembly.Location)
            .GetType(typeof(LoadingTests).FullName!, throwOnError: true)!;
        Assert.NotEqual(typeof(LoadingTests), again);
        var task = (Task)again.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null)!;
        task.GetAwaiter().GetResult();
        Assert.Contains("RnnCluster.Telemetry", context.Loaded);
        return context.Loaded;
    }

    private sealed class WatchedContext(string path) : AssemblyLoadContext("loading")
    {
        private readonly AssemblyDependencyResolver resolver = new(path);

        public List<string> Loaded { get; } = [];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Loaded.Add(assemblyName.Name!);
            return resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
}
