using System.Text.Json;
using RnnCluster.Cli.Watching;

namespace RnnCluster.Cli.Remote;

/// <summary>A run that is watched from elsewhere, for people; plain lines, or a picture below what happened.</summary>
internal sealed class RemoteTextView(RemotePicture? picture, TextWriter output, TimeProvider time) : IRemoteView
{
    private static readonly TimeSpan Cadence = TimeSpan.FromSeconds(2);

    private long? written;
    private bool isKnown;

    public void OnSnapshot(RemoteRun run, JsonElement snapshot)
    {
        if (!isKnown)
        {
            isKnown = true;
            foreach ((string label, string text) in run.Description)
            {
                Write($"{label,-12}{text}");
            }
        }

        WriteProgress(run, []);
    }

    public void OnUpdate(RemoteRun run, JsonElement update, IReadOnlyList<double> losses)
    {
        if (update.TryGetProperty("newEvents", out JsonElement events))
        {
            foreach (JsonElement happened in events.EnumerateArray())
            {
                Write(RemoteRun.LineOf(happened));
            }
        }

        WriteProgress(run, losses);
    }

    public void OnLost() => Write("the connection is gone; trying again");

    private void WriteProgress(RemoteRun run, IReadOnlyList<double> losses)
    {
        if (picture is not null)
        {
            picture.Draw(run, losses);
            return;
        }

        long now = time.GetTimestamp();
        if (run.IsOver || written is not { } last || time.GetElapsedTime(last, now) >= Cadence)
        {
            written = now;
            string notice = run.Notice is { } text ? $"  {text}" : "";
            Write(ProgressText.Of(run.Progress) + notice);
        }
    }

    private void Write(string line)
    {
        if (picture is not null)
        {
            picture.WriteLine(line);
            return;
        }

        output.WriteLine(line);
        output.Flush();
    }
}
