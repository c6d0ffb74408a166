namespace RnnCluster.Protocol.MessagePack;

/// <summary>What a value is, whichever of its forms it is written in.</summary>
internal enum MessagePackKind
{
    Nil,
    Boolean,
    Integer,
    Float,
    String,
    Binary,
    Array,
    Map,
    Extension,

    /// <summary>The one first byte that the format never uses.</summary>
    Reserved,
}
