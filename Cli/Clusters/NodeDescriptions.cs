using System.Reflection;
using RnnCluster.Cli.Hosting;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>What this process says about itself in a cluster.</summary>
internal static class NodeDescriptions
{
    /// <summary>Describes a node of this process.</summary>
    /// <param name="host">Gives the time of its start.</param>
    /// <param name="name">Its name.</param>
    /// <param name="threads">Threads that it computes with.</param>
    public static NodeDescription Of(Host host, NodeId name, int threads) => new(
        name,
        host.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Environment.MachineName,
        Environment.ProcessId,
        Environment.ProcessorCount,
        threads,
        LaneSelection.Name,
        typeof(NodeDescriptions).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
        NumericFingerprint.Compute());

    /// <summary>A name that no other process of this cluster is likely to have: role, machine, process.</summary>
    /// <param name="role">What the process is.</param>
    public static NodeId Default(string role)
    {
        string machine = new([.. Environment.MachineName.ToLowerInvariant().Where(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')]);
        string name = $"{role}-{machine}-{Environment.ProcessId}";
        return new NodeId(NodeId.IsName(name) ? name : $"{role}-{Environment.ProcessId}");
    }

    /// <summary>Reads a name that a person chose.</summary>
    /// <param name="text">The text after --name.</param>
    /// <exception cref="InputException">It is no name.</exception>
    public static NodeId Parse(string text) => NodeId.IsName(text)
        ? new NodeId(text)
        : throw new InputException(
            $"--name '{text}': expected 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit");
}
