namespace RnnCluster.Cli.Hosting;

/// <summary>What the process answers; docs/command-line.md promises these numbers to scripts.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped in good order with a checkpoint.</summary>
    public const int Done = 0;

    /// <summary>Something failed that the user did not write.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the spec or a file is wrong.</summary>
    public const int Mistake = 2;

    /// <summary>Asked to stop a second time, a while later: 128 and the number of SIGINT, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output has gone: 128 and the number of SIGPIPE, as shells count.</summary>
    public const int ReaderGone = 141;
}
