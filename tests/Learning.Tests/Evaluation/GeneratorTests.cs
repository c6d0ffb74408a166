using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;

namespace RnnCluster.Learning.Tests.Evaluation;

public sealed class GeneratorTests
{
    private const int Draws = 20_000;

    [Fact]
    public void TheSameSeedGivesTheSameText()
    {
        int[] text = Text(new Sampling(1, 0, 5), 40);
        Assert.Equal(text, Text(new Sampling(1, 0, 5), 40));
        Assert.NotEqual(text, Text(new Sampling(1, 0, 6), 40));
        Assert.True(text.Distinct().Count() > 3);
    }

    [Fact]
    public void TemperatureZeroAndOneCandidateTakeTheLikeliest()
    {
        int[] likeliest = LikeliestText(40);
        Assert.True(likeliest.Distinct().Count() > 1);
        Assert.Equal(likeliest, Text(new Sampling(0, 0, 5), 40));
        Assert.Equal(likeliest, Text(new Sampling(1.5, 1, 5), 40));
        Assert.Equal(likeliest, Text(new Sampling(0, 3, 6), 40));

        // Far below the distance of two logits, the others' share of the draws is nought.
        Assert.Equal(likeliest, Text(new Sampling(1e-6, 0, 5), 40));
    }

    [Fact]
    public void AmongEqualsTheFirstSymbolIsTaken()
    {
        var generator = new Generator(TinyModel.Constant(1, 1, 1, 2, 2, 0), new Sampling(0, 0, 1));
        generator.Feed(3);
        Assert.Equal(1, generator.Draw());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 3)]
    [InlineData(0.5, 2)]
    [InlineData(1, 99)]
    public void SymbolsComeAsOftenAsTheirProbability(double temperature, int top)
    {
        float[] logits = [0.5f, -1, 2, 1.25f, -3];
        double[] weights = [.. logits.Select(logit => Math.Exp(logit / temperature))];
        double least = top is 0 or > 5 ? 0 : weights.OrderDescending().ElementAt(top - 1);
        double sum = weights.Where(weight => weight >= least).Sum();
        int[] counts = Counts(logits, new Sampling(temperature, top, 17));
        for (int symbol = 0; symbol < logits.Length; symbol++)
        {
            // Five standard deviations of a share of so many draws.
            double probability = weights[symbol] >= least ? weights[symbol] / sum : 0;
            double bound = 5 * Math.Sqrt(probability * (1 - probability) / Draws);
            Assert.Equal(probability, counts[symbol] / (double)Draws, bound);
        }
    }

    [Fact]
    public void ATextIsReadAsOneStream()
    {
        int[] text = TinyModel.Tokens(9);
        LanguageModel model = TinyModel.Random(9, 1);
        var generator = new Generator(model, new Sampling(1, 0, 1));
        foreach (int symbol in text)
        {
            generator.Feed(symbol);
        }

        float[] actual = Logits(model, 0);
        var window = new Window(new ShardRows(9, [0, 1]), [0], TinyModel.Vocabulary)
        {
            StartsFromZero = true,
            StateAfter = new AlignedFloats(model.StateLength),
        };
        text.CopyTo(window.Inputs, 0);
        model.Forward(window, new RowRange(0, 1));
        Assert.Equal(Logits(model, 8), actual);
    }

    [Fact]
    public void OtherTemperaturesThanFiniteOnesAreBugs()
    {
        LanguageModel model = TinyModel.Random(1, 1);
        Assert.Throws<InvalidOperationException>(() => new Generator(model, new Sampling(-1, 0, 1)));
        Assert.Throws<InvalidOperationException>(() => new Generator(model, new Sampling(double.NaN, 0, 1)));
        Assert.Throws<InvalidOperationException>(() => new Generator(model, new Sampling(1, -1, 1)));
    }

    private static int[] Text(Sampling sampling, int length)
    {
        var generator = new Generator(TinyModel.Random(1, 1), sampling);
        int[] text = new int[length];
        int symbol = 2;
        for (int index = 0; index < length; index++)
        {
            generator.Feed(symbol);
            symbol = generator.Draw();
            text[index] = symbol;
        }

        return text;
    }

    /// <summary>The text of largest logits, by a plain scan; the generator only feeds.</summary>
    private static int[] LikeliestText(int length)
    {
        LanguageModel model = TinyModel.Random(1, 1);
        var generator = new Generator(model, new Sampling(1, 0, 1));
        int[] text = new int[length];
        int symbol = 2;
        for (int index = 0; index < length; index++)
        {
            generator.Feed(symbol);
            float[] logits = Logits(model, 0);
            symbol = Array.IndexOf(logits, logits.Max());
            text[index] = symbol;
        }

        return text;
    }

    private static float[] Logits(LanguageModel model, int row)
    {
        float[] logits = new float[model.Options.Vocabulary];
        model.Logits.GetRow(row, logits);
        return logits;
    }

    private static int[] Counts(float[] logits, Sampling sampling)
    {
        var generator = new Generator(TinyModel.Constant(1, 1, logits), sampling);
        generator.Feed(0);
        int[] counts = new int[logits.Length];
        for (int draw = 0; draw < Draws; draw++)
        {
            counts[generator.Draw()]++;
        }

        return counts;
    }
}
