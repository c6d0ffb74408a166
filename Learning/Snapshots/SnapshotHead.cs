using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Snapshots;

/// <summary>What a snapshot is, said before its bytes.</summary>
/// <param name="RunId">The run.</param>
/// <param name="NumericsVersion">The arithmetic that made the state.</param>
/// <param name="Step">The updates that the state has behind it.</param>
/// <param name="Length">The bytes of the snapshot.</param>
/// <param name="Sha256">SHA-256 over the other values and the bytes, 64 lowercase hexadecimal digits.</param>
public sealed record SnapshotHead(string RunId, int NumericsVersion, Step Step, long Length, string Sha256)
{
    /// <summary>The hash over what the head says and the bytes behind it.</summary>
    internal static string Hash(
        string runId, int numericsVersion, Step step, long length, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"rnncluster-snapshot 1\nrun {runId}\nnumerics {numericsVersion}\nstep {step.Value}\nlength {length}\n");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            sha256.AppendData(chunk.Span);
        }

        return Convert.ToHexStringLower(sha256.GetHashAndReset());
    }
}
