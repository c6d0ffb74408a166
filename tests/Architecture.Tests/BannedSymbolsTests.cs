using System.Reflection;
using RnnCluster.TestKit;

namespace RnnCluster.Architecture.Tests;

/// <summary>
/// The bans are there and mean something: BannedApiAnalyzers passes over a line whose symbol does not exist, so a
/// typing error would let everything through without a word.
/// </summary>
public sealed class BannedSymbolsTests
{
    private const string Everywhere = "BannedSymbols.txt";
    private const string OutsideHosts = "BannedSymbols.Time.txt";

    /// <summary>Clocks, waiting and chance: everywhere.</summary>
    private static readonly string[] Ambient =
    [
        "P:System.DateTime.Now",
        "P:System.DateTime.UtcNow",
        "P:System.DateTime.Today",
        "P:System.DateTimeOffset.Now",
        "P:System.DateTimeOffset.UtcNow",
        "P:System.Environment.TickCount",
        "P:System.Environment.TickCount64",
        "T:System.Random",
        "M:System.Guid.NewGuid",
        "M:System.Guid.CreateVersion7",
        "M:System.Threading.Thread.Sleep(System.Int32)",
        "M:System.Threading.Thread.Sleep(System.TimeSpan)",
        "M:System.Threading.Tasks.Task.Delay(System.Int32)",
        "M:System.Threading.Tasks.Task.Delay(System.Int32,System.Threading.CancellationToken)",
        "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)",
        "M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)",
    ];

    /// <summary>Where a host gets the time that it hands on.</summary>
    private static readonly string[] Clocks = ["P:System.TimeProvider.System", "T:System.Diagnostics.Stopwatch"];

    [Fact]
    public void EveryFunctionWhoseBitsDependOnTheMachineIsBanned()
    {
        HashSet<string> banned = [.. Read(Everywhere).Select(ban => ban.Id)];
        string[] missing =
            [.. UnportableFunctions.All.Where(f => !banned.Contains(f.Id)).Select(f => $"{f.Id};{f.Reason}").Order()];

        Assert.True(missing.Length == 0, $"Add to {Everywhere}:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void ClocksWaitingAndChanceAreBanned() =>
        Violations.EnsureNone(Ambient.Except(Read(Everywhere).Select(ban => ban.Id)));

    [Fact]
    public void TheMachinesClockIsForHostsAlone() =>
        Assert.Equal(Clocks, Read(OutsideHosts).Select(ban => ban.Id));

    [Theory]
    [InlineData(Everywhere)]
    [InlineData(OutsideHosts)]
    public void EveryBanNamesASymbolThatExists(string file)
    {
        HashSet<string> known = [.. typeof(object).Assembly.GetExportedTypes()
            .Concat(typeof(System.Diagnostics.Stopwatch).Assembly.GetExportedTypes())
            .SelectMany(IdsOf)];

        Violations.EnsureNone(Read(file).Select(ban => ban.Id).Where(id => !known.Contains(id)));
    }

    [Theory]
    [InlineData(Everywhere)]
    [InlineData(OutsideHosts)]
    public void ABanStandsOnceAndSaysWhatToDo(string file)
    {
        (string Id, string Reason)[] bans = [.. Read(file)];

        Assert.Equal(bans.Length, bans.DistinctBy(ban => ban.Id).Count());
        Assert.All(bans, ban => Assert.NotEqual("", ban.Reason));
    }

    private static IEnumerable<(string Id, string Reason)> Read(string file) =>
        from line in File.ReadAllLines(RepositoryRoot.Join(file))
        where line.Length > 0
        let parts = line.Split(';', 2)
        select (parts[0], parts.Length > 1 ? parts[1] : "");

    private static IEnumerable<string> IdsOf(Type type)
    {
        const BindingFlags declared =
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return type.GetMethods(declared).Select(DocumentationId.Of)
            .Concat(type.GetProperties(declared).Select(DocumentationId.Of))
            .Append(DocumentationId.Of(type));
    }
}
