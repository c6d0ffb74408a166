using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RnnCluster.Learning.Hashing;

/// <summary>
/// The proof of a state: the root of a SHA-256 Merkle tree over 1 MiB chunks of a header and all tensors in canonical
/// order. Two states have one hash exactly if run, arithmetic, step, names, types, shapes and every bit agree. Drawn in
/// docs/state-hash.md.
/// </summary>
public static class StateHash
{
    /// <summary>The bytes of a chunk; the last one may be shorter.</summary>
    public const int ChunkBytes = 1 << 20;

    // Leaves and nodes begin with different bytes, so that no chunk can pass for a pair of hashes.
    private const byte LeafMark = 0x00;
    private const byte NodeMark = 0x01;

    /// <summary>Computes the hash of a state.</summary>
    /// <param name="state">The state; its values must not change meanwhile.</param>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    /// <exception cref="InvalidDataException">
    /// A value of type F32 is not finite or one of type F64 is NaN: NaN has many bit patterns and is never hashed.
    /// </exception>
    public static string Compute(StateImage state)
    {
        using var chunks = new ChunkHasher();
        chunks.Append(Encoding.ASCII.GetBytes(Header(state)));
        foreach (StateTensor tensor in state.Tensors)
        {
            EnsureNumbers(state, tensor);
            chunks.Append(tensor.Bytes);
        }

        return Convert.ToHexStringLower(Root(chunks.Finish()));
    }

    /// <summary>The text in front of the tensors' bytes. It holds all that the bytes do not say themselves.</summary>
    internal static string Header(StateImage state)
    {
        var text = new StringBuilder();
        CultureInfo invariant = CultureInfo.InvariantCulture;
        text.Append(invariant, $"rnncluster-state 1\nrun {state.RunId}\nnumerics {state.NumericsVersion}\n");
        text.Append(invariant, $"step {state.Step.Value}\ntensors {state.Tensors.Count}\n");
        foreach (StateTensor tensor in state.Tensors)
        {
            text.Append(invariant, $"{tensor.Type} [{string.Join(',', tensor.Shape)}] {tensor.Name}\n");
        }

        return text.ToString();
    }

    private static void EnsureNumbers(StateImage state, StateTensor tensor)
    {
        int index = tensor.Type switch
        {
            TensorType.F32 => NonFinite.IndexOf(tensor.Floats),
            TensorType.F64 => NonFinite.IndexOfNaN(tensor.Doubles),
            TensorType.F16 or TensorType.BF16 or TensorType.I64 or TensorType.U8 => -1,
            _ => throw new UnreachableException(),
        };
        if (index >= 0)
        {
            throw new InvalidDataException(
                $"step {state.Step}: element {index} of tensor '{tensor.Name}' is not a finite number");
        }
    }

    private static byte[] Root(List<byte[]> level)
    {
        Span<byte> pair = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        pair[0] = NodeMark;
        while (level.Count > 1)
        {
            var parents = new List<byte[]>((level.Count + 1) / 2);
            for (int index = 0; index + 1 < level.Count; index += 2)
            {
                level[index].CopyTo(pair[1..]);
                level[index + 1].CopyTo(pair[(1 + SHA256.HashSizeInBytes)..]);
                parents.Add(SHA256.HashData(pair));
            }

            if (level.Count % 2 == 1)
            {
                parents.Add(level[^1]);
            }

            level = parents;
        }

        return level[0];
    }

    /// <summary>Cuts what comes into chunks without collecting it, and hashes each as a leaf.</summary>
    private sealed class ChunkHasher : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly List<byte[]> leaves = [];
        private int filled;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                if (filled == 0)
                {
                    hash.AppendData([LeafMark]);
                }

                int taken = Math.Min(bytes.Length, ChunkBytes - filled);
                hash.AppendData(bytes[..taken]);
                bytes = bytes[taken..];
                filled += taken;
                if (filled == ChunkBytes)
                {
                    CloseChunk();
                }
            }
        }

        public List<byte[]> Finish()
        {
            if (filled > 0)
            {
                CloseChunk();
            }

            return leaves;
        }

        public void Dispose() => hash.Dispose();

        private void CloseChunk()
        {
            leaves.Add(hash.GetHashAndReset());
            filled = 0;
        }
    }
}
