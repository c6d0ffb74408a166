using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>What this process says about itself in a cluster.</summary>
internal static class NodeDescriptions
{
    /// <summary>Describes a node of this process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="threads">Threads that it computes with.</param>
    public static NodeDescription Of(NodeId name, int threads) => new(
        name,
        NewIncarnation(),
        Environment.MachineName,
        Environment.ProcessId,
        Environment.ProcessorCount,
        threads,
        LaneSelection.Name,
        typeof(NodeDescriptions).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
        NumericFingerprint.Compute());

    /// <summary>
    /// No time: a clock that went back must not make a restarted node look older, nor a restarted coordinator's term
    /// like an earlier one's. 53 bits, which JSON carries exactly; two starts that meet have the same by 1 in 10^16.
    /// </summary>
    internal static long NewIncarnation()
    {
        const int Bits = 53;
        byte[] bytes = RandomNumberGenerator.GetBytes(sizeof(ulong));
        return (long)(BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> (64 - Bits));
    }

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
