using System.Text.Json;
using System.Text.RegularExpressions;
using RnnCluster.TestKit;
using static RnnCluster.Telemetry.Tests.Happenings;

namespace RnnCluster.Telemetry.Tests;

/// <summary>What docs/monitoring ships fits the metrics that there are.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    private static string Folder => RepositoryRoot.Join("docs", "monitoring");

    [PromtoolFact]
    public void PromtoolTakesTheAlertRules()
    {
        (int exitCode, string output) = Promtool.Run(string.Empty, "check", "rules", Path.Join(Folder, "alerts.yaml"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [PromtoolFact]
    public void TheAlertsFireWhenTheyMustAndNotBefore()
    {
        (int exitCode, string output) =
            Promtool.Run(string.Empty, "test", "rules", Path.Join(Folder, "alerts.test.yaml"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryAlertIsTested()
    {
        string tests = File.ReadAllText(Path.Join(Folder, "alerts.test.yaml"));
        string[] alerts =
        [
            .. Alert().Matches(File.ReadAllText(Path.Join(Folder, "alerts.yaml")))
                .Select(alert => alert.Groups[1].Value),
        ];

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alerts.yaml")]
    [InlineData("alerts.test.yaml")]
    [InlineData("rnncluster.json")]
    public async Task EveryMetricThatIsNamedExists(string file)
    {
        await using var rig = new TelemetryRig();
        rig.Run([.. All]);
        string page = rig.Telemetry.Render();
        string[] real = [.. PrometheusTests.Types(page).SelectMany(type => NamesOf(type.Name, type.Type))];
        string[] named = [.. Metric().Matches(await File.ReadAllTextAsync(Path.Join(Folder, file)))
            .Select(name => name.Value).Distinct()];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(real));
    }

    [Fact]
    public async Task TheDashboardShowsEveryMetric()
    {
        await using var rig = new TelemetryRig();
        string dashboard = await File.ReadAllTextAsync(Path.Join(Folder, "rnncluster.json"));

        // The rules use the state of a single node; the dashboard counts nodes by state.
        Assert.All(
            PrometheusTests.Types(rig.Telemetry.Render()).Where(type => type.Name != "rnncluster_node_state"),
            type => Assert.Contains(NamesOf(type.Name, type.Type), name =>
                Regex.IsMatch(dashboard, $@"\b{name}\{{")));
    }

    [Fact]
    public async Task TheDashboardAsksADataSourceThatIsChosenAndItsPanelsDoNotOverlap()
    {
        using JsonDocument dashboard =
            JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(Folder, "rnncluster.json")));
        JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];
        var cells =
            from panel in panels
            let place = panel.GetProperty("gridPos")
            from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
            from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
            select (x, y);

        Assert.All(
            panels.Where(panel => panel.GetProperty("type").GetString() != "row"),
            panel => Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(cells.Count(), cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
    }

    private static IEnumerable<string> NamesOf(string name, string type) =>
        type == "histogram" ? Suffixes.Select(suffix => name + suffix) : [name];

    [GeneratedRegex(@"(?m)^ *- alert: (\w+)$")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\b(?:rnncluster|process)_[a-z_]+\b")]
    private static partial Regex Metric();
}
