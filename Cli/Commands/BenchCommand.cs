using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Clusters;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Benchmarks;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster bench</c>: the speed of a training step, and where its time goes.</summary>
internal sealed class BenchCommand
{
    private const double SecondsDefault = 2.5;

    private static readonly string Names = string.Join(", ", BenchmarkCase.Known.Select(known => known.Name));

    private readonly Argument<string?> name = new("NAME|SPEC")
    {
        Description = $"One of {Names}; or a run spec. Without one, all of these are measured in turn",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> threads = ThreadsOption.Create();

    private readonly Option<int?> shards = NumberOption.WholeIfAny(
        "--shards",
        "Shards of the step, a power of two. The default is 8, or what the spec says",
        1,
        Limits.ShardsMax);

    private readonly Option<double> seconds = NumberOption.Real(
        "--seconds", "How long to measure each, in seconds", 0.1, 3600, SecondsDefault);

    private readonly Option<int?> workers = NumberOption.WholeIfAny(
        "--workers",
        "Measure a cluster of N workers, which share the threads, in turn with the bare step loop of one",
        1,
        Limits.ShardsMax);

    private readonly Option<bool> processes = new("--processes")
    {
        Description = "With --workers: all workers but the first are processes of their own",
    };

    private readonly Option<int> rounds = NumberOption.Whole(
        "--rounds", "With --workers: how often both are measured; prints medians", 1, 1000, () => 3);

    private readonly Option<bool> json = JsonOption.Create("Print one JSON object a line instead of a table");
    private readonly Host host;

    private BenchCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(name);
        command.Add(threads);
        command.Add(shards);
        command.Add(seconds);
        command.Add(workers);
        command.Add(processes);
        command.Add(rounds);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "bench", "Measures a whole training step on synthetic symbols: tokens per second, split by phase.");
        _ = new BenchCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(processes) && result.GetValue(workers) is null)
        {
            throw new InputException("--processes needs --workers N: how many workers there are to be");
        }

        ThreadsOption.MaybeWarn(host, Math.Max(result.GetValue(threads), result.GetValue(workers) ?? 0));
        foreach (BenchmarkCase benchmark in Cases(result.GetValue(name), result.GetValue(shards)))
        {
            if (host.Written.Failed.IsCancellationRequested)
            {
                break;
            }

            if (result.GetValue(workers) is { } count)
            {
                MeasureCluster(result, benchmark, count);
                continue;
            }

            BenchmarkResult measured = StepBenchmark.Run(
                benchmark, result.GetValue(threads), result.GetValue(seconds), host.Time);
            using var process = Process.GetCurrentProcess();
            if (result.GetValue(json))
            {
                JsonLine.Write(host.Output, writer => Write(writer, measured, process.PeakWorkingSet64));
            }
            else
            {
                Print(measured, process.PeakWorkingSet64);
            }
        }

        return ExitCode.Done;
    }

    private void MeasureCluster(ParseResult result, BenchmarkCase benchmark, int count)
    {
        int each = Math.Max(1, result.GetValue(threads) / count);
        ClusterBenchmarkResult measured = new ClusterBenchmark(host, benchmark).Run(
            count, result.GetValue(processes), each, result.GetValue(rounds), result.GetValue(seconds))
            .GetAwaiter().GetResult();
        if (result.GetValue(json))
        {
            JsonLine.Write(host.Output, writer =>
            {
                writer.WriteString("name", measured.Name);
                writer.WriteNumber("workers", measured.Workers);
                writer.WriteBoolean("processes", measured.IsProcesses);
                writer.WriteNumber("threads", measured.Threads);
                writer.WriteNumber("bareTokensPerSecond", Math.Round(measured.BareTokensPerSecond, 1));
                writer.WriteNumber("tokensPerSecond", Math.Round(measured.TokensPerSecond, 1));
                writer.WriteNumber("ratio", Math.Round(measured.Ratio, 4));
                writer.WriteNumber("efficiency", Math.Round(measured.Efficiency, 4));
                writer.WriteString("lanes", LaneSelection.Name);
                WritePhases(writer, measured);
            });
            return;
        }

        string kind = measured.IsProcesses ? "processes" : "workers in this process";
        host.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{measured.Name}: {measured.Workers} {kind} of {measured.Threads} thread(s) "
            + $"{Figures.Count((long)measured.TokensPerSecond)} tokens/s, the bare loop of one "
            + $"{Figures.Count((long)measured.BareTokensPerSecond)}: {measured.Ratio:F3} times as fast, "
            + $"efficiency {measured.Efficiency:P1}"));
        foreach ((NodeId node, StepTimes times) in measured.Phases)
        {
            IEnumerable<string> parts = times.ByName.Select(phase =>
                string.Create(CultureInfo.InvariantCulture, $"{phase.Name} {phase.Time.TotalMilliseconds:F2}"));
            host.Output.WriteLine($"  {node}, ms of a step: {string.Join(", ", parts)}");
        }
    }

    private static void WritePhases(Utf8JsonWriter writer, ClusterBenchmarkResult measured)
    {
        writer.WriteStartObject("phases");
        foreach ((NodeId node, StepTimes times) in measured.Phases)
        {
            writer.WriteStartObject(node.Name);
            foreach ((string name, TimeSpan time) in times.ByName)
            {
                writer.WriteNumber(name, Math.Round(time.TotalMilliseconds, 4));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<BenchmarkCase> Cases(string? name, int? shards)
    {
        IEnumerable<BenchmarkCase> cases = name is null ? BenchmarkCase.Known : [Find(name)];
        return shards is { } count ? cases.Select(known => WithShards(known, count)) : cases;
    }

    private static BenchmarkCase Find(string name)
    {
        BenchmarkCase? known = BenchmarkCase.Known.FirstOrDefault(known => known.Name == name);
        if (known is not null)
        {
            return known;
        }

        if (!name.EndsWith(".yaml", StringComparison.Ordinal) && !File.Exists(name))
        {
            throw new InputException($"bench '{name}': expected one of {Names}, or a run spec (.yaml)");
        }

        RunSpec spec = RunSpecLoader.Load(name);
        return new BenchmarkCase(spec, RunAssembly.LoadCorpus(spec.Data).Vocabulary.Count);
    }

    private static BenchmarkCase WithShards(BenchmarkCase benchmark, int shards)
    {
        if (!int.IsPow2(shards) || shards > benchmark.Plan.Batch)
        {
            throw new InputException(
                $"--shards {shards}: expected a power of two up to {benchmark.Plan.Batch}, the batch of "
                + benchmark.Name);
        }

        RunSpec spec = benchmark.Spec;
        return new BenchmarkCase(
            spec with { Training = spec.Training with { Shards = shards } }, benchmark.Vocabulary);
    }

    private static void Write(Utf8JsonWriter writer, BenchmarkResult result, long residentBytes)
    {
        writer.WriteString("name", result.Name);
        writer.WriteNumber("threads", result.Threads);
        writer.WriteNumber("shards", result.Shards);
        writer.WriteString("lanes", LaneSelection.Name);
        writer.WriteNumber("tokensPerSecond", Math.Round(result.TokensPerSecond, 1));
        writer.WriteNumber("stepMilliseconds", Math.Round(result.StepTime.TotalMilliseconds, 4));
        writer.WriteNumber("peakShare", Math.Round(result.PeakShare, 4));
        writer.WriteNumber("peakGigaflopsPerCore", Math.Round(result.PeakPerCore / 1e9, 1));
        writer.WriteNumber("residentBytes", residentBytes);
        writer.WriteNumber("firstStepMilliseconds", Math.Round(result.FirstStep.TotalMilliseconds, 1));
        writer.WriteStartObject("phases");
        foreach ((Phase phase, TimeSpan time) in result.Phases)
        {
            writer.WriteNumber(
                JsonNamingPolicy.CamelCase.ConvertName(phase.ToString()), Math.Round(time.TotalMilliseconds, 4));
        }

        writer.WriteEndObject();
    }

    private void Print(BenchmarkResult result, long residentBytes)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        host.Output.WriteLine(string.Create(
            invariant,
            $"{result.Name}: {Figures.Count((long)result.TokensPerSecond)} tokens/s, step "
            + $"{result.StepTime.TotalMilliseconds:F2} ms, {result.PeakShare:P0} of the peak of {result.Threads} "
            + $"core(s) at {result.PeakPerCore / 1e9:F0} GFLOP/s, {residentBytes / 1e6:F0} MB resident, lanes "
            + $"{LaneSelection.Name}, {result.Shards} shard(s)"));
        foreach ((Phase phase, TimeSpan time) in result.Phases)
        {
            string label = phase.ToString().ToLowerInvariant();
            host.Output.WriteLine(string.Create(
                invariant, $"  {label,-10} {time.TotalMilliseconds,9:F3} ms {time / result.StepTime,6:P0}"));
        }
    }
}
