using RnnCluster.Cli.Watching;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using Spectre.Console;
using TreeNode = RnnCluster.Shared.TreeNode;

namespace RnnCluster.Cli.Tests;

public sealed class PictureTests
{
    private static readonly NodeId First = new("worker-1");
    private static readonly NodeId Second = new("worker-2");

    [Fact]
    public void ACurveStandsForAllValuesHoweverManyThereAre()
    {
        var line = new Sparkline();
        for (int value = 0; value < 10_000; value++)
        {
            line.Add(value);
        }

        Assert.InRange(line.Points.Count, Sparkline.PointsMax / 2, Sparkline.PointsMax);
        Assert.Equal(line.Points.Order(), line.Points);
        Assert.InRange(line.Points[0], 0, 300);
        Assert.InRange(line.Points[^1], 9_500, 10_000);
        double[] distances = [.. line.Points.Zip(line.Points.Skip(1), (before, after) => after - before)];
        Assert.All(distances, distance => Assert.Equal(distances[0], distance, 1e-9));
    }

    [Fact]
    public void ACurveLeavesOutWhatIsNoNumber()
    {
        var line = new Sparkline();
        line.Add(double.NaN);
        line.Add(2);
        line.Add(double.PositiveInfinity);
        Assert.Equal([2.0], line.Points);
    }

    [Theory]
    [InlineData(new double[0], "")]
    [InlineData(new[] { 5.0, 5.0 }, "▁▁")]
    [InlineData(new[] { 0.0, 3.5, 7.0, 1.0 }, "▁▄█▂")]
    public void ACurveGoesFromItsLeastToItsGreatestPoint(double[] points, string text) =>
        Assert.Equal(text, Sparkline.Of(points));

    [Fact]
    public void WorkersAreShownAsTheirEventsTell()
    {
        WorkerPictures pictures = Two();
        pictures.OnEvent(Measured(Second, compute: 30, wait: 10));

        Assert.Equal(
            [
                new WorkerPicture("worker-1", "up", 3, null, 0),
                new WorkerPicture("worker-2", "up", 1, TimeSpan.FromMilliseconds(40), 0.25),
            ],
            pictures.All);

        pictures.OnEvent(new MemberChanged(Second, 1, MemberState.Down, "gone", TimeSpan.Zero));
        pictures.OnEvent(new PlanChanged(2, Step.Zero, [new Assignment(First, [new TreeNode(2, 0)])]));
        Assert.Equal(
            [("up", 4), ("down", 0)], pictures.All.Select(worker => (worker.State, worker.Shards)));
    }

    [Fact]
    public void WhoOnlyCoordinatesIsNoWorker()
    {
        var pictures = new WorkerPictures();
        pictures.OnEvent(Joined(new NodeId("host"), threads: 0));
        Assert.Empty(pictures.All);
    }

    [Fact]
    public void ThePictureHasALineForEachWorker()
    {
        WorkerPictures pictures = Two();
        pictures.OnEvent(Measured(Second, compute: 30, wait: 10));
        pictures.OnEvent(new MemberChanged(First, 1, MemberState.Suspected, "silent", TimeSpan.Zero));

        Assert.Equal(
            """
            ##########----------  50 %  step 5 of 10
            loss 1.5000  200 tokens/s  3 s left
            worker-1 suspected
            worker-2 ###############----- 1 shard   40.0 ms a step, 25 % waiting
            look here
            """.ReplaceLineEndings("\n"),
            Draw(pictures.All, isUnicode: false, "look here"));
    }

    [Fact]
    public void ACurveOfTheLossIsDrawnWhereTheTerminalCan() =>
        Assert.Contains(
            "\nloss █▁ 3.0000 to 2.0000\n", Draw(Two().All, isUnicode: true, null), StringComparison.Ordinal);

    [Fact]
    public void ManyWorkersLeaveRoomForWhatHappened()
    {
        var pictures = new WorkerPictures();
        for (int number = 0; number < 40; number++)
        {
            pictures.OnEvent(Joined(new NodeId($"worker-{number:D2}"), threads: 1));
        }

        string[] lines = Draw(pictures.All, isUnicode: false, null).Split('\n');
        Assert.Equal(2 + RunPicture.WorkersMax + 1, lines.Length);
        Assert.Equal("and 28 more workers", lines[^1]);
    }

    private static string Draw(IReadOnlyList<WorkerPicture> workers, bool isUnicode, string? notice)
    {
        using var terminal = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = isUnicode;
        var progress = new TrainingSnapshot(5, 10, 1.5, null, 200, TimeSpan.FromSeconds(3));
        var picture = new RunPicture(progress, [3, 2], workers, notice);
        console.Profile.Width = isUnicode ? 80 : 50;
        Spectre.Console.Rendering.IRenderable drawn = picture.Draw(console.Profile);
        console.Profile.Width = 80;
        console.Write(drawn);
        return string.Join('\n', terminal.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
    }

    private static WorkerPictures Two()
    {
        var pictures = new WorkerPictures();
        foreach (NodeId node in new[] { First, Second })
        {
            pictures.OnEvent(Joined(node, threads: 2));
            pictures.OnEvent(new MemberChanged(node, 1, MemberState.Up, "follows", TimeSpan.Zero));
        }

        pictures.OnEvent(new PlanChanged(
            1,
            Step.Zero,
            [
                new Assignment(First, [new TreeNode(1, 0), new TreeNode(0, 2)]),
                new Assignment(Second, [new TreeNode(0, 3)]),
            ]));
        return pictures;
    }

    private static MemberJoined Joined(NodeId node, int threads) =>
        new(node, 1, "here", 1, 2, threads, "avx2", "test", IsLocal: false);

    private static StepMeasured Measured(NodeId node, double compute, double wait) => new(
        node,
        new Step(1),
        1,
        default(StepTimes) with
        {
            Forward = TimeSpan.FromMilliseconds(compute),
            Wait = TimeSpan.FromMilliseconds(wait),
        });
}
