using System.Globalization;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Protocol.Tests.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Tests;

/// <summary>The metrics tell what the fold knows, which is what the page tells.</summary>
public sealed class StandingTests
{
    [Theory]
    [MemberData(nameof(EventHistories.Names), MemberType = typeof(EventHistories))]
    public async Task TheMetricsOfAHistoryAreWhatIsKnownOfIt(string name)
    {
        (Known known, IReadOnlyList<RunEvent> events) = EventHistories.Of(name);
        await using var rig = new TelemetryRig(setup => setup with { FirstStep = new Step(10) });
        rig.Run([.. events]);

        string[] states =
        [
            .. Enum.GetValues<RunState>().Select(StateWords.Of)
                .Where(state => rig.Find($"rnncluster_run_state{{state=\"{state}\"}}") == "1"),
        ];
        Assert.Equal(
            known,
            new Known(
                Assert.Single(states),
                Count("rnncluster_step"),
                Count("rnncluster_member_failures_total"),
                Count("rnncluster_shards_reassigned_total"),
                Count("rnncluster_shards_speculated_total")));

        long Count(string sample) => long.Parse(rig.Find(sample)!, CultureInfo.InvariantCulture);
    }
}
