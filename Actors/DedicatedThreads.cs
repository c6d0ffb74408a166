using Akka.Configuration;
using Akka.Dispatch;

namespace RnnCluster.Actors;

/// <summary>Makes Akka's <see cref="PinnedDispatcher"/> with a <see cref="ThreadExecutor"/> for each actor.</summary>
internal sealed class DedicatedThreads(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this,
        Config.GetString("id"),
        Config.GetInt("throughput"),
        Config.GetTimeSpan("throughput-deadline-time").Ticks,
        new Executors(),
        Config.GetTimeSpan("shutdown-timeout"));

    private sealed class Executors : ExecutorServiceFactory
    {
        public override ExecutorService Produce(string id) => new ThreadExecutor(id);
    }
}
