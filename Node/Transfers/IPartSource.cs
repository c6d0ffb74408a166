using RnnCluster.Protocol;

namespace RnnCluster.Node.Transfers;

/// <summary>A blob that is sent in parts.</summary>
internal interface IPartSource
{
    /// <summary>SHA-256 of the whole, 64 lowercase hexadecimal digits.</summary>
    string Hash { get; }

    /// <summary>Bytes of the whole.</summary>
    long Length { get; }

    /// <summary>The part that begins at an offset, on loan to the caller; empty if the whole is.</summary>
    /// <param name="offset">0, or the end of another part.</param>
    BulkMessage PartAt(long offset);
}
