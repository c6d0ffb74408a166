using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Evaluation;

public sealed class EvaluatorTests
{
    // A loss near 2.6 nats in float32, averaged over targets whose roundings differ in sign: a few 2^-24 of it.
    private const double Tolerance = 1e-6;

    private const int TokenCount = 58;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(19)]
    [InlineData(57)]
    [InlineData(80)]
    public void TheLossIsThatOfEachLaneReadFromItsBeginningToItsEnd(int lanes)
    {
        int[] tokens = TinyModel.Tokens(TokenCount);
        LanguageModel model = TinyModel.Random(7, 80);
        ReferenceNetwork plain = TinyModel.Plain(model);
        double sum = 0;
        for (int index = 0; index < lanes; index++)
        {
            // Lane i has the targets floor(i (n - 1) / L) .. floor((i + 1) (n - 1) / L) - 1.
            int start = index * (TokenCount - 1) / lanes;
            int end = (index + 1) * (TokenCount - 1) / lanes;
            if (end > start)
            {
                Span<int> lane = tokens.AsSpan(start, end - start + 1);
                sum += plain.Forward(lane[..^1], lane[1..], plain.ZeroState(1)).LossSum;
            }
        }

        Assert.Equal(sum / (TokenCount - 1), Loss(model, tokens, lanes, 7, 80), Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(60)]
    public void NeitherThreadsNorRowsNorStepsOfAPassChangeABit(int lanes)
    {
        int[] tokens = TinyModel.Tokens(TokenCount);
        double expected = Loss(TinyModel.Random(20, 60), tokens, lanes, 20, 60);
        (int, int, int)[] passes = [(1, 1, 1), (2, 20, 3), (3, 4, 60), (2, 7, 2), (1, 20, 5)];
        foreach ((int threads, int steps, int rows) in passes)
        {
            Assert.Equal(expected, Loss(TinyModel.Random(steps, rows), tokens, lanes, steps, rows, threads));
        }
    }

    [Fact]
    public void AnEvaluationThatIsBegunAnewForgetsTheOldOne()
    {
        int[] tokens = TinyModel.Tokens(TokenCount);
        using var team = new ComputeTeam(1);
        var evaluator = new Evaluator(TinyModel.Random(7, 3), tokens, 5, 7, 3);
        double expected = evaluator.Run(team);
        for (int windows = 1; windows < 4; windows++)
        {
            evaluator.Begin();
            for (int window = 0; window < windows; window++)
            {
                Assert.True(evaluator.Advance(team));
            }

            Assert.Equal(expected, evaluator.Run(team));
        }
    }

    [Fact]
    public void AWindowAllocatesNothingAfterTheFirstEvaluation()
    {
        int[] tokens = TinyModel.Tokens(TokenCount);
        using var team = new ComputeTeam(1);
        var evaluator = new Evaluator(TinyModel.Random(7, 3), tokens, 5, 7, 3);
        _ = evaluator.Run(team);
        evaluator.Begin();
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (evaluator.Advance(team))
        {
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void EveryTargetCountsOnce()
    {
        // The loss of a target is a number of its own, so a sum tells which targets are in it. The first token is no
        // target, and only it is a 0.
        float[] logits = [-9, 0.5f, 1, -2, 3.25f];
        int[] tokens = [0, .. Enumerable.Range(0, 30).Select(index => 1 + (index * index % 4))];
        double partition = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        double expected = tokens.Skip(1).Average(token => partition - logits[token]);
        for (int lanes = 1; lanes < 35; lanes++)
        {
            LanguageModel model = TinyModel.Constant(4, 6, logits);
            Assert.Equal(expected, Loss(model, tokens, lanes, 4, 6), Tolerance);
        }
    }

    [Fact]
    public void ASecondRunStartsAfresh()
    {
        LanguageModel model = TinyModel.Random(7, 4);
        var evaluator = new Evaluator(model, TinyModel.Tokens(TokenCount), 4, 7, 4);
        using var team = new ComputeTeam(1);
        double first = evaluator.Run(team);
        Assert.Equal(first, evaluator.Run(team));
        Assert.Equal(TokenCount - 1, evaluator.Targets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void APartWithoutATargetIsRefused(int tokens) => Assert.Throws<InputException>(
        () => new Evaluator(TinyModel.Random(7, 4), TinyModel.Tokens(tokens), 4, 7, 4));

    private static double Loss(LanguageModel model, int[] tokens, int lanes, int steps, int rows, int threads = 1)
    {
        using var team = new ComputeTeam(threads);
        return new Evaluator(model, tokens, lanes, steps, rows).Run(team);
    }
}
