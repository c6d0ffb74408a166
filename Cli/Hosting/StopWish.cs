namespace RnnCluster.Cli.Hosting;

/// <summary>What a signal that asks for a stop means.</summary>
internal enum StopWish
{
    /// <summary>Stop in good order.</summary>
    First,

    /// <summary>The first one again: nothing more is done.</summary>
    Repeated,

    /// <summary>End at once.</summary>
    Second,
}
