using System.Globalization;
using System.Text.RegularExpressions;
using RnnCluster.Telemetry.Metrics;
using RnnCluster.TestKit;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

public sealed partial class PrometheusTests
{
    [PromtoolFact]
    public async Task PromtoolHasNothingToSayAboutThePage()
    {
        await using var rig = new TelemetryRig(setup => setup with { Name = "a \"run\"\nof \\ strange names" });
        rig.Run([.. All]);
        (int exitCode, string output) = Promtool.Run(rig.Telemetry.Render(), "check", "metrics");

        Assert.Equal(string.Empty, output);
        Assert.Equal(0, exitCode);
    }

    [PromtoolFact]
    public void PromtoolWouldFindAMistake()
    {
        (int exitCode, string output) = Promtool.Run("# TYPE bad_total gauge\nbad_total 1\n", "check", "metrics");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("bad_total", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AMetricIsWrittenAsTheFormatSays()
    {
        using var set = new MetricSet("1");
        ValueMetric gauge = set.Gauge("a.length", "By", "One \\ two\nlines \"quoted\".", ["x", "y"]);
        gauge.Set(double.NaN, "b\"\\\n", "2");
        gauge.Set(double.NegativeInfinity, "a", "2");
        gauge.Set(1.5, "a", "1");
        set.Histogram("b.time", "s", "Time.", [0.5, 1], ["z"]).Record(0.75, "q");
        set.Counter("c", "{thing}", "Things.").Set(1e21);

        Assert.Equal(
            """
            # HELP a_length_bytes One \\ two\nlines "quoted".
            # TYPE a_length_bytes gauge
            a_length_bytes{x="a",y="1"} 1.5
            a_length_bytes{x="a",y="2"} -Inf
            a_length_bytes{x="b\"\\\n",y="2"} NaN
            # HELP b_time_seconds Time.
            # TYPE b_time_seconds histogram
            b_time_seconds_bucket{z="q",le="0.5"} 0
            b_time_seconds_bucket{z="q",le="1"} 1
            b_time_seconds_bucket{z="q",le="+Inf"} 1
            b_time_seconds_sum{z="q"} 0.75
            b_time_seconds_count{z="q"} 1
            # HELP c_total Things.
            # TYPE c_total counter
            c_total 1E+21

            """,
            PrometheusText.Render(set));
    }

    [Fact]
    public async Task ThePageIsInTheOrderOfNamesAndTheSameTwice()
    {
        await using var rig = new TelemetryRig();
        rig.Run([.. All]);
        string[] names = [.. Types(rig.Telemetry.Render()).Select(type => type.Name)];

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(WithoutProcess(rig.Telemetry.Render()), WithoutProcess(rig.Telemetry.Render()));
    }

    [Fact]
    public async Task EveryMetricHasASampleOnceEverythingHasHappened()
    {
        await using var rig = new TelemetryRig();
        rig.Run([.. All]);
        string page = rig.Telemetry.Render();

        Assert.All(Types(page), type => Assert.Matches($"(?m)^{type.Name}(_bucket)?[ {{]", page));
    }

    [Fact]
    public async Task TheDocumentationListsEveryMetricAndNoOther()
    {
        await using var rig = new TelemetryRig();
        string documentation = File.ReadAllText(RepositoryRoot.Join("docs", "monitoring", "metrics.md"));
        string[] documented =
        [
            .. Row().Matches(documentation).Select(row =>
                $"{row.Groups["name"].Value}{row.Groups["labels"].Value} {row.Groups["type"].Value}"),
        ];
        string[] real = [.. Described(rig)];

        Assert.Equal(real.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheProcessAndItsActorsAreShown()
    {
        await using var rig = new TelemetryRig();
        double memory = double.Parse(rig.Find("process_resident_memory_bytes")!, CultureInfo.InvariantCulture);
        double start = double.Parse(rig.Find("process_start_time_seconds")!, CultureInfo.InvariantCulture);
        double cpu = double.Parse(rig.Find("process_cpu_seconds_total")!, CultureInfo.InvariantCulture);

        Assert.InRange(memory, 1 << 20, 1L << 40);
        Assert.InRange(start, 1_600_000_000, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.InRange(cpu, 0.001, 1e6);
        Assert.Equal("0", rig.Find("rnncluster_actor_mailbox_depth{actor=\"/user/telemetry-metrics\"}"));
        rig.System.DeadLetters.Tell("nobody", Akka.Actor.ActorRefs.NoSender);
        Assert.Equal("1", rig.Find("rnncluster_dead_letters_total"));
    }

    [Fact]
    public async Task AnActorThatEndedHasNoSeriesAndThereAreNeverMoreThanTheBound()
    {
        await using var rig = new TelemetryRig();
        Akka.Actor.IActorRef one = rig.System.ActorOf(Actors.ActorProps.Of(() => new Idler()), "a-mortal");
        for (int actor = 0; actor < ProcessInstruments.ActorsMax; actor++)
        {
            _ = rig.System.ActorOf(Actors.ActorProps.Of(() => new Idler()), $"idler-{actor}");
        }

        rig.Manual.Run();
        Assert.Contains("\"/user/a-mortal\"", rig.Telemetry.Render(), StringComparison.Ordinal);
        Assert.Equal(ProcessInstruments.ActorsMax, Mailboxes(rig));
        rig.System.Stop(one);
        rig.Manual.Run();

        Assert.DoesNotContain("\"/user/a-mortal\"", rig.Telemetry.Render(), StringComparison.Ordinal);
        Assert.Equal(ProcessInstruments.ActorsMax, Mailboxes(rig));
    }

    /// <summary>The metrics of the page: name and type.</summary>
    internal static IEnumerable<(string Name, string Type)> Types(string page) =>
        TypeLine().Matches(page).Select(line => (line.Groups["name"].Value, line.Groups["type"].Value));

    private static int Mailboxes(TelemetryRig rig) =>
        rig.Telemetry.Render().Split("\nrnncluster_actor_mailbox_depth{").Length - 1;

    /// <summary>Each metric with its labels and type, read from the page after everything has happened.</summary>
    private static IEnumerable<string> Described(TelemetryRig rig)
    {
        rig.Run([.. All]);
        string page = rig.Telemetry.Render();
        foreach ((string name, string type) in Types(page))
        {
            string sample = Regex.Match(page, $"(?m)^{name}(?:_bucket)?(?:{{(?<labels>.*)}})? ").Groups["labels"].Value;
            string[] labels =
                [.. LabelName().Matches(sample).Select(label => label.Value).Where(label => label != "le")];
            yield return $"{name}{(labels.Length > 0 ? $"{{{string.Join(',', labels)}}}" : string.Empty)} {type}";
        }
    }

    private static string WithoutProcess(string page) =>
        string.Join('\n', page.Split('\n').Where(line => !line.StartsWith("process_", StringComparison.Ordinal)));

    [GeneratedRegex(@"(?m)^# TYPE (?<name>\w+) (?<type>\w+)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\w+(?="")?(?==)")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"(?m)^\| `(?<name>[a-z_]+)(?<labels>\{[a-z,]+\})?` \| (?<type>gauge|counter|histogram) \|")]
    private static partial Regex Row();
}
