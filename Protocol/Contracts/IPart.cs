namespace RnnCluster.Protocol.Contracts;

/// <summary>A message whose payload is a part of something longer and has to be within it.</summary>
internal interface IPart
{
    /// <summary>Where the payload begins.</summary>
    long Offset { get; }

    /// <summary>Bytes of the whole.</summary>
    long Total { get; }
}
