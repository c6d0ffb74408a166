using System.Diagnostics;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;

namespace RnnCluster.Learning.Tests.Probes;

/// <summary>
/// What a probe sees has the same bits with all registers. A process has one kind of them, so this assembly's own test
/// of the constants is run again in processes that have others.
/// </summary>
public sealed class LaneTests
{
    /// <summary>Names the lanes that a process was meant to use; set for the processes started here.</summary>
    private const string LanesVariable = "RNNCLUSTER_TEST_LANES";

    /// <summary>Emulation takes seconds; this is for a machine that hangs.</summary>
    private static readonly TimeSpan ProcessTimeMax = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("lstm", "69c4bc4f21ad7508")]
    [InlineData("gru", "1a29b051e8163805")]
    [InlineData("rnn-tanh", "26d521e62bba7c70")]
    [InlineData("rnn-relu", "213143d5b5e125c9")]
    public void SamplesHaveTheBitsThatTheyAlwaysHad(string variant, string hash)
    {
        Assert.Equal(Environment.GetEnvironmentVariable(LanesVariable) ?? LaneSelection.Name, LaneSelection.Name);
        using var team = new ComputeTeam(1);
        Replica replica = ProbedRun.Create(variant, 2, team);
        ShardGroup[] groups = Training.Groups(replica, 1);
        (_, List<WindowSample> windows, List<string> parameters) = ProbedRun.Train(replica, groups);
        Assert.Equal(hash, ProbedRun.Hash(windows, parameters));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "avx2")]
    [InlineData("DOTNET_EnableAVX2", "vector128")]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    public async Task OtherRegistersSeeTheSame(string variable, string lanes)
    {
        string here = LaneSelection.Name;
        bool takesAway = lanes == "scalar" || here == "avx512" || (here == "avx2" && lanes == "vector128");
        string test = $"{typeof(LaneTests).FullName}.{nameof(SamplesHaveTheBitsThatTheyAlwaysHad)}";
        var start = new ProcessStartInfo(
            "dotnet", ["test", typeof(LaneTests).Assembly.Location, "--filter", $"FullyQualifiedName~{test}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable] = "0";
        start.Environment[LanesVariable] = takesAway ? lanes : here;
        using Process process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(ProcessTimeMax);
        Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
        string output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.True(process.ExitCode == 0, $"with {variable}=0: {output}{await errors}");
        Assert.Matches("Passed: +4,", output);
    }
}
