namespace RnnCluster.Actors;

/// <summary>An actor that was asked something from outside did not answer in time.</summary>
public sealed class AskTimeoutException : TimeoutException
{
    /// <summary>A message is quoted up to this length: enough to know it, short enough for one line of a log.</summary>
    private const int QuoteLengthMax = 120;

    internal AskTimeoutException(ActorRef target, object question, TimeSpan timeout)
        : base($"{target} did not answer {Quote(question)} within {timeout.TotalSeconds} s")
    {
        Target = target;
        Timeout = timeout;
    }

    /// <summary>Who was asked.</summary>
    public ActorRef Target { get; }

    /// <summary>How long the answer was waited for.</summary>
    public TimeSpan Timeout { get; }

    private static string Quote(object question)
    {
        string text = question.ToString() ?? question.GetType().Name;
        return text.Length <= QuoteLengthMax ? text : text[..QuoteLengthMax] + "...";
    }
}
