using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Sharing;

/// <summary>
/// What the two sides of a bulk connection say about shared memory: the side that dialled offers once, the other one
/// answers.
/// </summary>
internal sealed class SharedAgreement(bool isDialler, long bytesMax) : IDisposable
{
    private SharedFile? file;
    private bool isShared;

    /// <summary>Makes a file to offer.</summary>
    /// <returns>Null if there is none: nothing is said then.</returns>
    public SharedMemoryOffered? Offer()
    {
        Ensure.That(isDialler && file is null);
        file = SharedFile.TryCreate(bytesMax);
        return file is null ? null : new SharedMemoryOffered(file.Name, file.BytesPerDirection);
    }

    /// <summary>Opens what is offered.</summary>
    /// <returns>Null if it cannot be opened here, or shall not be: the answer is no.</returns>
    /// <exception cref="ProtocolException">This side expects no offer.</exception>
    public SharedFile? OnOffered(SharedMemoryOffered offer)
    {
        if (isDialler || file is not null)
        {
            throw new ProtocolException("handshake: shared memory offered where none is expected");
        }

        file = bytesMax > 0 ? SharedFile.TryOpen(offer.Name, offer.BytesPerDirection) : null;
        isShared = file is not null;
        return file;
    }

    /// <summary>Takes the name from the file that was offered.</summary>
    /// <returns>Null if the answer is no.</returns>
    /// <exception cref="ProtocolException">There was no offer.</exception>
    public SharedFile? OnAnswered(SharedMemoryAnswered answer)
    {
        if (!isDialler || file is null || isShared)
        {
            throw new ProtocolException("handshake: an offer of shared memory answered that nobody made");
        }

        file.Unlink();
        isShared = answer.IsShared;
        if (!isShared)
        {
            file.Dispose();
            file = null;
        }

        return file;
    }

    /// <summary>Ends it; memory that somebody still reads stays mapped.</summary>
    public void Dispose()
    {
        if (isDialler && !isShared)
        {
            file?.Unlink();
        }

        file?.Dispose();
    }
}
