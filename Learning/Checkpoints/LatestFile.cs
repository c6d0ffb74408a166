using System.Text;
using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The file <c>latest</c>, which names the newest checkpoint for people and scripts. The program decides nothing by it.
/// </summary>
/// <param name="storage">The run's output.</param>
internal sealed class LatestFile(IStorage storage)
{
    // A folder's name and a line end; what is longer is no `latest` of ours.
    private const int LengthMaxBytes = 100;

    /// <summary>Has it name a checkpoint.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    public void Write(string folder) =>
        storage.Write(CheckpointNames.Latest, stream => stream.Write(Encoding.ASCII.GetBytes(folder + "\n")));

    /// <summary>What a person should know of it; null if it names the newest checkpoint.</summary>
    /// <param name="newest">The folder of the newest good checkpoint.</param>
    public string? FindDoubt(string newest)
    {
        string file = storage.Locate(CheckpointNames.Latest);
        try
        {
            if (!storage.Exists(CheckpointNames.Latest))
            {
                return $"{file}: missing; {newest} is the newest and is used";
            }

            using Stream stream = storage.OpenRead(CheckpointNames.Latest);
            byte[] bytes = new byte[Math.Min(stream.Length, LengthMaxBytes)];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(newest + "\n"))
                ? null
                : $"{file}: does not name {newest}, the newest good one, which is used";
        }
        catch (Exception fault) when (DiskFaults.IsOfFile(fault))
        {
            return $"{fault.Message.TrimEnd('.')}; {newest} is the newest good one and is used";
        }
    }
}
