namespace RnnCluster.Shared;

/// <summary>Where the memory of a message's bytes comes from.</summary>
public interface IPayloadSource
{
    /// <summary>Lends bytes to their first holder.</summary>
    /// <param name="length">How many.</param>
    Payload Rent(int length);
}
