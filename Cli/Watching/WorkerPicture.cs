namespace RnnCluster.Cli.Watching;

/// <summary>A worker as a line of the terminal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its part in the cluster, in lower case.</param>
/// <param name="Shards">Shards that it holds.</param>
/// <param name="StepTime">How long its steps take, smoothed; null before the first.</param>
/// <param name="WaitShare">Which part of that it waits for the others, 0 to 1.</param>
internal sealed record WorkerPicture(string Name, string State, int Shards, TimeSpan? StepTime, double WaitShare);
