using RnnCluster.Cli.Watching;
using Spectre.Console;

namespace RnnCluster.Cli.Remote;

/// <summary>The picture at the bottom of a terminal, of a run that is watched from elsewhere.</summary>
internal sealed class RemotePicture(IAnsiConsole console, LiveDisplayContext live)
{
    /// <summary>Draws it anew.</summary>
    public void Draw(RemoteRun run, IReadOnlyList<double> losses) =>
        live.UpdateTarget(new RunPicture(run.Progress, losses, run.Workers, run.Notice).Draw(console.Profile));

    /// <summary>A line above it.</summary>
    public void WriteLine(string line)
    {
        // The line goes where the picture stood: what it does not cover must be wiped out.
        console.MarkupLine(Markup.Escape(line.PadRight(Math.Max(0, console.Profile.Width - 1))));
    }
}
