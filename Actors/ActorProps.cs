using Akka.Actor;

namespace RnnCluster.Actors;

/// <summary>
/// Props from a factory that is called as it is. Akka's own <c>Props.Create(() => new ...)</c> takes an expression
/// apart and makes the actor by reflection.
/// </summary>
public static class ActorProps
{
    /// <summary>Props with a factory, which a restart calls again.</summary>
    /// <typeparam name="T">The actor's class.</typeparam>
    /// <param name="factory">Makes a new instance each time, in the actor's first turn.</param>
    public static Props Of<T>(Func<T> factory)
        where T : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Props.CreateBy(new Producer<T>(factory));
    }

    private sealed class Producer<T>(Func<T> factory) : IIndirectActorProducer
        where T : ActorBase
    {
        public Type ActorType => typeof(T);

        public ActorBase Produce() => factory();

        public void Release(ActorBase actor)
        {
        }
    }
}
