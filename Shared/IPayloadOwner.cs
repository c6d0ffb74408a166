namespace RnnCluster.Shared;

/// <summary>Whom the bytes of a payload belong to.</summary>
internal interface IPayloadOwner
{
    /// <summary>The last holder released it.</summary>
    void Return(Payload payload);
}
