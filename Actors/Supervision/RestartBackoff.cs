namespace RnnCluster.Actors.Supervision;

/// <summary>How long a failed actor rests before it is restarted: longer each time, up to a bound.</summary>
/// <param name="Min">Before the first restart.</param>
/// <param name="Max">At most.</param>
/// <param name="Factor">From one restart to the next, at least 1.</param>
public sealed record RestartBackoff(TimeSpan Min, TimeSpan Max, double Factor)
{
    /// <summary>The pause before a restart.</summary>
    /// <param name="before">How many restarts came before, within the strategy's window.</param>
    public TimeSpan Delay(int before)
    {
        TimeSpan delay = Min;
        for (int count = 0; count < before && delay < Max; count++)
        {
            // In floating point, where no power overflows.
            delay = delay.TotalSeconds * Factor < Max.TotalSeconds ? delay * Factor : Max;
        }

        return delay < Max ? delay : Max;
    }
}
