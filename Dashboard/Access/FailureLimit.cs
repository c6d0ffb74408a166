namespace RnnCluster.Dashboard.Access;

/// <summary>Whoever shows wrong tokens too often is not listened to for a while.</summary>
internal sealed class FailureLimit(TimeProvider time)
{
    /// <summary>Typing errors of a person; nobody guesses 32 random bytes at ten a minute, or at any rate.</summary>
    public const int FailuresMax = 10;

    /// <summary>Addresses that are remembered; above it the one that failed longest ago is forgotten.</summary>
    public const int AddressesMax = 1024;

    /// <summary>Counted from the first failure.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, (int Count, long Since)> failures = new(StringComparer.Ordinal);

    public bool IsBlocked(string address)
    {
        lock (gate)
        {
            return failures.TryGetValue(address, out (int Count, long Since) entry)
                && entry.Count >= FailuresMax && time.GetElapsedTime(entry.Since) < Window;
        }
    }

    public void OnFailure(string address)
    {
        lock (gate)
        {
            bool isKnown = failures.Remove(address, out (int Count, long Since) entry)
                && time.GetElapsedTime(entry.Since) < Window;
            if (failures.Count == AddressesMax)
            {
                failures.RemoveAt(0);
            }

            failures.Add(address, isKnown ? (entry.Count + 1, entry.Since) : (1, time.GetTimestamp()));
        }
    }
}
