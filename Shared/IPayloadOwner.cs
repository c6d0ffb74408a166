namespace RnnCluster.Shared;

/// <summary>Whom the bytes of a payload belong to.</summary>
public interface IPayloadOwner
{
    /// <summary>The last holder released it.</summary>
    /// <param name="payload">What was on loan.</param>
    void Return(Payload payload);
}
