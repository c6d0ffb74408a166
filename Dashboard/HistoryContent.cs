using RnnCluster.Dashboard.History;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard;

/// <summary>A copy of what is saved, for another thread.</summary>
internal sealed record HistoryContent(HistoryNotes Notes, StepCurves Curves)
{
    /// <summary>Writes the file; this waits for the disk.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public string? TrySave(IStorage storage)
    {
        try
        {
            byte[] bytes = HistoryFile.Encode(Notes, Curves);
            storage.Write(HistoryFile.Name, stream => stream.Write(bytes));
            return null;
        }
        catch (Exception fault) when (fault is InputException or StorageException or IOException)
        {
            return fault.Message;
        }
    }
}
