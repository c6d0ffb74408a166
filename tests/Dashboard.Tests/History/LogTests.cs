using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.History;

/// <summary>Logs of events, of times, of samples.</summary>
public sealed class LogTests
{
    [Fact]
    public void TheNewestEventsAreKeptAndFailuresLonger()
    {
        var log = new EventLog();
        log.Add(Example.Begin, EventKinds.Failure, EventKinds.SeverityError, 1, "anna", "gone");
        log.Add(Example.Begin, EventKinds.Warning, EventKinds.SeverityWarning, 1, null, "hot");
        for (int index = 0; index < 20_000; index++)
        {
            log.Add(Example.Begin, EventKinds.Plan, EventKinds.SeverityInfo, index, null, "plan");
        }

        Assert.Equal(20_002, log.LastNumber);
        Assert.Equal(EventLog.NewestMax + 1, log.All.Count());
        Assert.Equal(1, log.All.First().Number);
        Assert.Equal(20_002, log.Query(0, null, null, 1)[0].Number);
    }

    [Fact]
    public void TheFailuresThatAreKeptAreBoundedToo()
    {
        var log = new EventLog();
        for (int index = 0; index < EventLog.NewestMax + (2 * EventLog.KeptMax); index++)
        {
            log.Add(Example.Begin, EventKinds.Operator, EventKinds.SeverityInfo, index, null, new string('x', 9000));
        }

        Assert.Equal(EventLog.NewestMax + EventLog.KeptMax, log.All.Count());
        Assert.True(log.All.All(view => view.Text.Length <= EventLog.TextLengthMax + 3));
    }

    [Fact]
    public void TheAnatomyKeepsTheNewestSteps()
    {
        var log = new AnatomyLog();
        for (int step = 1; step <= 2000; step++)
        {
            log.Add(Example.Measured(Example.Bert, step));
            log.Add(Example.Measured(Example.Anna, step));
        }

        IReadOnlyList<AnatomyRow> rows = log.Query(2 * AnatomyLog.StepsMax);

        Assert.Equal(2 * AnatomyLog.StepsMax, rows.Count);
        Assert.Equal((1401, "anna", 2000, "bert"), (rows[0].Step, rows[0].Node, rows[^1].Step, rows[^1].Node));
        Assert.Equal([1999, 1999, 2000, 2000], log.Query(2).Select(row => row.Step));
    }

    [Fact]
    public void ThePartsOfASampleBecomeOneAndTheHistoryIsThinned()
    {
        var log = new NetworkLog();
        for (int step = 10; step <= 10_000; step += 10)
        {
            log.Add(Window(step, "rnn.l0"));
            log.Add(Window(step, "rnn.l1"));
            log.Add(new ParameterSampled(new Step(step), "decoder.bias", Spread(step), Spread(step)));
            Assert.True(log.History.Count <= NetworkLog.SamplesMax);
        }

        Assert.Equal(10_000, log.Current!.Step);
        Assert.Equal(["rnn.l0", "rnn.l1"], log.Current.Layers.Select(layer => layer.Layer));
        Assert.Equal(10_000, log.Current.Parameters.Single().Weights.Maximum);
        Assert.Equal(10, log.History[0].Step);
        Assert.True(log.History.Count >= NetworkLog.SamplesMax / 2);
        Assert.Equal(log.History.Select(view => view.Step).Order().Distinct(), log.History.Select(view => view.Step));
    }

    [Fact]
    public void SamplesOfNeighbouringStepsStayApartAndOneThatWasOvertakenIsLeftOut()
    {
        var log = new NetworkLog();
        for (int step = 1; step <= 3; step++)
        {
            log.Add(Window(step, "rnn.l0"));
            log.Add(new ParameterSampled(new Step(step), "decoder.bias", Spread(step), Spread(step)));
        }

        log.Add(new ParameterSampled(new Step(2), "decoder.bias", Spread(9), Spread(9)));
        log.Add(Window(2, "rnn.l1"));

        Assert.Equal([1, 2, 3], log.History.Select(view => view.Step));
        Assert.Equal([1, 2, 3], log.History.Select(view => view.Parameters.Single().Weights.Maximum));
        Assert.Equal(["rnn.l0"], log.Current!.Layers.Select(layer => layer.Layer));
    }

    private static WindowSampled Window(long step, string layer) =>
        new(new Step(step), layer, [1], [2], ["input"], [0.1], [0.2], 1);

    private static Histogram Spread(double maximum) => new(0, maximum, 1, 1, [1, 2]);
}
