using Akka.Configuration;
using Akka.Dispatch;
using RnnCluster.Actors;

namespace RnnCluster.SimulationKit;

/// <summary>Akka asks it for a dispatcher: of a simulated system there is one.</summary>
internal sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher dispatcher;

    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        dispatcher = new VirtualDispatcher(this, ActorHost.Of(prerequisites.Scheduler));

    public override MessageDispatcher Dispatcher() => dispatcher;

    /// <summary>Lines turns up on the virtual thread of the system.</summary>
    private sealed class VirtualDispatcher : MessageDispatcher
    {
        private readonly ActorHost host;

        public VirtualDispatcher(MessageDispatcherConfigurator configurator, ActorHost host)
            : base(configurator)
        {
            this.host = host;
            Throughput = 1;
        }

        protected override void ExecuteTask(IRunnable run) => ((VirtualThread)host.Simulation!).Ready(host, run);

        protected override void Shutdown()
        {
        }
    }
}
