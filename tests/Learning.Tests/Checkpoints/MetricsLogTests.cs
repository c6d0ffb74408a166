using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class MetricsLogTests
{
    [Fact]
    public void ALineIsAnObjectWithoutTimes()
    {
        var storage = new FaultyStorage();
        using MetricsLog log = MetricsLog.Create(storage, Fail);
        log.Append(new StepMetrics(new Step(1), 4.25, null, 0.002, 1.0 / 3, true, 0xABC));
        log.Append(new StepMetrics(new Step(2), 4, 3.5, 1e-20, 0, false, UInt128.MaxValue));
        Assert.Equal(
            """{"step":1,"loss":4.25,"rate":0.002,"norm":0.3333333333333333,"clipped":true,"""
            + "\"digest\":\"00000000000000000000000000000abc\"}\n"
            + """{"step":2,"loss":4,"validationLoss":3.5,"rate":1E-20,"norm":0,"clipped":false,"""
            + "\"digest\":\"ffffffffffffffffffffffffffffffff\"}\n",
            Encoding.UTF8.GetString(storage.Files["metrics.jsonl"]));
    }

    [Fact]
    public void ALogThatWasTornAtAnyByteAndResumedEndsWithTheSameBytes()
    {
        var whole = new FaultyStorage();
        using (MetricsLog log = MetricsLog.Create(whole, Fail))
        {
            Write(log, 1, 5);
        }

        byte[] bytes = whole.Files["metrics.jsonl"];
        int three = bytes.Length * 3 / 5;
        Assert.Equal((byte)'\n', bytes[three - 1]);

        // The checkpoint of step 3 was written when its line was; a torn line can only come behind it.
        for (int length = three - 1; length <= bytes.Length; length++)
        {
            var storage = new FaultyStorage();
            storage.Files["metrics.jsonl"] = bytes[..length];
            using (MetricsLog log = MetricsLog.Resume(storage, new Step(3), Fail))
            {
                Write(log, 4, 5);
            }

            Assert.Equal(bytes, storage.Files["metrics.jsonl"]);
        }
    }

    [Fact]
    public void AKillAtAnyOperationOfTheCutLeavesALogThatCanBeCut()
    {
        var whole = new FaultyStorage();
        using (MetricsLog log = MetricsLog.Create(whole, Fail))
        {
            Write(log, 1, 5);
        }

        byte[] bytes = whole.Files["metrics.jsonl"];
        for (int operation = 1; operation <= 7; operation++)
        {
            FaultyStorage storage = whole.Reboot();
            storage.CrashAt = operation;
            Assert.Throws<CrashException>(() =>
            {
                using MetricsLog log = MetricsLog.Resume(storage, new Step(3), Fail);
                Write(log, 4, 5);
            });
            FaultyStorage disk = storage.Reboot();
            using MetricsLog resumed = MetricsLog.Resume(disk, new Step(3), Fail);
            Write(resumed, 4, 5);
            Assert.Equal(bytes, disk.Files["metrics.jsonl"]);
        }
    }

    [Fact]
    public void LinesThatAreMissingAreSaid()
    {
        var storage = new FaultyStorage();
        using (MetricsLog log = MetricsLog.Create(storage, Fail))
        {
            Write(log, 1, 2);
        }

        var warnings = new List<string>();
        MetricsLog.Resume(storage, new Step(3), warnings.Add).Dispose();
        Assert.Equal(
            "out/metrics.jsonl: ends at step 2, the checkpoint is of step 3: the lines between are lost",
            Assert.Single(warnings));
    }

    [Theory]
    [InlineData("{\"step\":1}\n{\"step\":\n{\"step\":3}\n", 2)]
    [InlineData("{\"step\":1}\n[]\n{\"step\":3}\n", 2)]
    [InlineData("{\"step\":2}\n{\"step\":2}\n{\"step\":3}\n", 2)]
    [InlineData("hello\nworld\n", 1)]
    public void ALineInTheMiddleThatIsNoneIsRefusedAndTheFileIsLeftAlone(string text, int line)
    {
        var storage = new FaultyStorage();
        storage.Files["metrics.jsonl"] = Encoding.UTF8.GetBytes(text);
        InputException fault =
            Assert.Throws<InputException>(() => MetricsLog.Resume(storage, new Step(3), Fail));
        Assert.Equal(
            $"out/metrics.jsonl: line {line} is no line of this log: repair it, or move the file away to resume "
            + "without its history",
            fault.Message);
        Assert.Equal(text, Encoding.UTF8.GetString(storage.Files["metrics.jsonl"]));
    }

    private static void Write(MetricsLog log, int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            log.Append(new StepMetrics(new Step(step), step + 0.5, null, 0.5, 2.5, false, (UInt128)step));
        }
    }

    private static void Fail(string warning) => Assert.Fail(warning);
}
