using System.Buffers.Binary;
using System.Security.Cryptography;
using RnnCluster.Shared;

namespace RnnCluster.Specification;

/// <summary>
/// Names a run by everything that determines its bits: two runs of one id have equal states after equal steps.
/// </summary>
/// <remarks>
/// SHA-256 over: the 16 bytes <c>rnncluster-run-1</c>; the length of the canonical spec (64 bits, little-endian) and
/// the spec; the data's SHA-256; the vocabulary's SHA-256; the numerics version (32 bits, little-endian).
/// </remarks>
public static class RunIdHash
{
    private static ReadOnlySpan<byte> Domain => "rnncluster-run-1"u8;

    private static ReadOnlySpan<byte> OriginDomain => "rnncluster-run-from-1"u8;

    /// <summary>Computes the id of a run.</summary>
    /// <param name="canonicalSpec">
    /// What <see cref="RunSpec.ToCanonicalJson"/> gave; from a checkpoint, its stored bytes as they are.
    /// </param>
    /// <param name="dataHash">SHA-256 of the data, 32 bytes.</param>
    /// <param name="vocabularyHash">SHA-256 of the saved vocabulary, 32 bytes.</param>
    /// <param name="numericsVersion"><see cref="Numerics.Version"/> of the build that computes the run.</param>
    public static RunId Compute(
        ReadOnlySpan<byte> canonicalSpec,
        ReadOnlySpan<byte> dataHash,
        ReadOnlySpan<byte> vocabularyHash,
        int numericsVersion)
    {
        Ensure.That(dataHash.Length == SHA256.HashSizeInBytes && vocabularyHash.Length == SHA256.HashSizeInBytes);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, canonicalSpec.Length);
        Span<byte> version = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(version, numericsVersion);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(length);
        hash.AppendData(canonicalSpec);
        hash.AppendData(dataHash);
        hash.AppendData(vocabularyHash);
        hash.AppendData(version);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return RunId.FromBytes(digest);
    }

    /// <summary>Computes the id of a run that begins with a state of another run.</summary>
    /// <remarks>
    /// SHA-256 over: the 21 bytes <c>rnncluster-run-from-1</c>; the id that the run would have without an origin; the
    /// state's hash, which binds the other run's id; the step of the state (64 bits, little-endian).
    /// </remarks>
    /// <param name="run">What <see cref="Compute"/> gave.</param>
    /// <param name="stateHash">The hash of the state, 32 bytes.</param>
    /// <param name="step">Its step.</param>
    public static RunId WithOrigin(RunId run, ReadOnlySpan<byte> stateHash, Step step)
    {
        Ensure.That(stateHash.Length == SHA256.HashSizeInBytes);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, step.Value);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(OriginDomain);
        hash.AppendData(Convert.FromHexString(run.ToString()));
        hash.AppendData(stateHash);
        hash.AppendData(number);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return RunId.FromBytes(digest);
    }
}
