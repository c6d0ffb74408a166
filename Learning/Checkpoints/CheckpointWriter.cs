using System.Security.Cryptography;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Writes the folder of a checkpoint, the manifest last.</summary>
/// <param name="storage">The run's output.</param>
internal sealed class CheckpointWriter(IStorage storage)
{
    /// <summary>Writes state and manifest.</summary>
    /// <param name="content">What to write; the state must not change until this returns.</param>
    /// <param name="time">Measures how long it takes.</param>
    /// <param name="prepare">Called with the folder's name before a file is written.</param>
    public CheckpointReceipt Write(CheckpointContent content, TimeProvider time, Action<string> prepare)
    {
        long begun = time.GetTimestamp();
        string stateHash = StateHash.Compute(content.State);
        IReadOnlyList<StateTensor> tensors = content.State.Tensors;
        CheckpointManifest described = Describe(content, stateHash);
        byte[] manifest = described.ToBytes();
        TimeSpan snapshot = time.GetElapsedTime(begun);

        begun = time.GetTimestamp();
        TimeSpan handing = TimeSpan.Zero;
        string folder = CheckpointNames.Folder(content.State.Step);
        prepare(folder);
        bool isReplaced = NextState.IsNeeded(storage, folder, described.StateSha256);
        storage.Write(
            CheckpointNames.In(folder, isReplaced ? CheckpointNames.NextState : CheckpointNames.State),
            stream =>
            {
                long from = time.GetTimestamp();
                SafetensorsWriter.Write(stream, tensors);
                handing = time.GetElapsedTime(from);
            });
        storage.Write(CheckpointNames.In(folder, CheckpointNames.Manifest), stream => stream.Write(manifest));
        if (isReplaced)
        {
            NextState.Settle(storage, folder);
        }

        return new CheckpointReceipt(
            content.State.Step,
            stateHash,
            described.StateLength + manifest.Length,
            snapshot,
            handing,
            time.GetElapsedTime(begun) - handing);
    }

    private static CheckpointManifest Describe(CheckpointContent content, string stateHash)
    {
        byte[] header = SafetensorsWriter.Header(content.State.Tensors);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(header);
        long length = header.Length;
        foreach (StateTensor tensor in content.State.Tensors)
        {
            sha256.AppendData(tensor.Bytes);
            length += tensor.Bytes.Length;
        }

        return new CheckpointManifest(
            content.Identity,
            content.State.Step,
            stateHash,
            length,
            Convert.ToHexStringLower(sha256.GetHashAndReset()),
            content.Spec,
            content.Progress)
        {
            Owed = content.Owed,
        };
    }
}
