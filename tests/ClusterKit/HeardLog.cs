using Xunit;

namespace RnnCluster.ClusterKit;

/// <summary>
/// What a node has heard, in order. A test awaits what it must come to; nothing is polled, and a wait that is in vain
/// says who waited for what, and what came instead.
/// </summary>
/// <param name="owner">Whose log it is, for failures.</param>
public sealed class HeardLog(string owner)
{
    /// <summary>No test that passes waits for long: this is far above the hiccups of a busy machine.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(40);

    private readonly Lock gate = new();
    private readonly List<object> heard = [];
    private readonly List<(Func<object, bool> Matches, TaskCompletionSource<object> Waiter)> waiting = [];

    /// <summary>All that was heard until now.</summary>
    public IReadOnlyList<object> All
    {
        get
        {
            lock (gate)
            {
                return [.. heard];
            }
        }
    }

    /// <summary>Adds what was heard.</summary>
    /// <param name="happened">It.</param>
    public void Add(object happened)
    {
        lock (gate)
        {
            heard.Add(happened);
            foreach ((Func<object, bool> matches, TaskCompletionSource<object> waiter) in waiting)
            {
                if (matches(happened))
                {
                    waiter.TrySetResult(happened);
                }
            }
        }
    }

    /// <summary>Completes when something was heard, before this call or after it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="what">What is awaited, for the failure.</param>
    /// <param name="matches">Which of that type.</param>
    public async Task<T> Await<T>(string what, Func<T, bool> matches)
    {
        var waiter = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (heard.OfType<T>().Where(matches).Take(1).ToArray() is [{ } first])
            {
                return first;
            }

            waiting.Add((each => each is T typed && matches(typed), waiter));
        }

        try
        {
            return (T)await waiter.Task.WaitAsync(WaitMax).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{owner} waited for {what} and heard only:\n{string.Join('\n', All)}");
            throw;
        }
    }
}
