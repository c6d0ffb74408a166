namespace RnnCluster.Actors.Dispatchers;

/// <summary>Decides where and when actors have their turns. One dispatcher may serve many actors and systems.</summary>
public abstract class Dispatcher
{
    private protected Dispatcher()
    {
    }

    /// <summary>Its kind in a word, for statistics: <c>pool</c>, <c>pinned</c> or <c>manual</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Takes an actor on.</summary>
    internal abstract TurnRunner Attach(ActorCell cell);
}
