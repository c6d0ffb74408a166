using System.Globalization;
using RnnCluster.Shared.Warnings;

namespace RnnCluster.Shared.Tests;

public sealed class WarningBookTests
{
    private readonly WarningBook book = new();
    private readonly List<string> told = [];
    private TimeSpan now;

    [Fact]
    public void AWarningIsToldAtOnceAndThoseThatRepeatItAtGrowingIntervals()
    {
        for (int second = 0; second <= 100; second += 2)
        {
            At(second, "10.0.0.9", "10.0.0.9:4021 was turned away");
        }

        Assert.Equal(
            [
                "0: 10.0.0.9:4021 was turned away",
                "10: 10.0.0.9:4021 was turned away (4 more times in the last 10 s)",
                "30: 10.0.0.9:4021 was turned away (10 more times in the last 20 s)",
                "70: 10.0.0.9:4021 was turned away (20 more times in the last 40 s)",
            ],
            told);
    }

    [Fact]
    public void OneThatCannotBeQuietIsToldEveryTenMinutes()
    {
        for (int second = 0; second < 24 * 3600; second += 2)
        {
            At(second, "a", "hot");
        }

        // 0, 10, 30, 70, 150, 310, 630, then every 600 seconds.
        Assert.Equal(7 + (((24 * 3600) - 631) / 600), told.Count);
        Assert.EndsWith("hot (300 more times in the last 600 s)", told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void HammeringIsALineAndACount()
    {
        for (int time = 0; time < 12_768; time++)
        {
            now = TimeSpan.FromSeconds(5.0 * time / 12_768);
            Add("attacker", "turned away");
        }

        Assert.Equal(["0: turned away"], told);
        Close(6);
        Assert.Equal("6: turned away (12,767 more times in the last 6 s)", told[^1]);
    }

    [Fact]
    public void ItIsTheNewestTextThatIsTold()
    {
        At(0, "a", "port 1");
        At(1, "a", "port 2");
        At(11, "a", "port 3");

        Assert.Equal(["0: port 1", "11: port 2 (1 more time in the last 11 s)"], told);
    }

    [Fact]
    public void OtherKindsAndSourcesAreToldForThemselves()
    {
        At(0, "a", "from a");
        At(1, "b", "from b");
        Add("a", "of another kind", kind: "other");

        Assert.Equal(["0: from a", "1: from b", "1: of another kind"], told);
    }

    [Fact]
    public void OneThatWasQuietForLongIsForgottenAndToldAtOnceAgain()
    {
        At(0, "a", "hot");
        for (int second = 0; second <= 3600; second++)
        {
            Look(second);
        }

        Assert.Equal(0, book.Count);
        At(3601, "a", "hot");
        Assert.Equal(["0: hot", "3601: hot"], told);
    }

    [Fact]
    public void OneThatComesEveryThirtySecondsIsCountedLikeAnyOther()
    {
        for (int second = 0; second <= 300; second += 30)
        {
            At(second, "a", "probed");
        }

        Assert.Equal(
            [
                "0: probed",
                "60: probed (1 more time in the last 60 s)",
                "120: probed (2 more times in the last 60 s)",
                "210: probed (3 more times in the last 90 s)",
            ],
            told);
    }

    [Fact]
    public void AMillionSourcesAreAFewLinesAndLittleMemory()
    {
        for (int source = 0; source < 1_000_000; source++)
        {
            now = TimeSpan.FromSeconds(9.0 * source / 1_000_000);
            Add(source.ToString(CultureInfo.InvariantCulture), $"{source} was turned away");
        }

        Assert.Equal(WarningBook.SourcesMax + 1, told.Count);
        Assert.Equal(WarningBook.SourcesMax + 1, book.Count);
        Look(20);
        Assert.Equal(
            "20: 999999 was turned away (999,983 more times in the last 20 s, from other sources as well)", told[^1]);
    }

    private void At(int second, string source, string text)
    {
        now = TimeSpan.FromSeconds(second);
        Add(source, text);
    }

    private void Add(string source, string text, string kind = "stranger") =>
        Note(due => book.Add(now, kind, source, text, due));

    private void Look(int second)
    {
        now = TimeSpan.FromSeconds(second);
        Note(due => book.Advance(now, due));
    }

    private void Close(int second)
    {
        now = TimeSpan.FromSeconds(second);
        Note(due => book.Close(now, due));
    }

    private void Note(Action<List<string>> action)
    {
        var due = new List<string>();
        action(due);
        told.AddRange(due.Select(text =>
            string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds:F0}: {text}")));
    }
}
