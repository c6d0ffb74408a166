using Akka.Actor;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;

namespace RnnCluster.Worker.Tests;

/// <summary>Writes down what a worker asks of its place in the cluster.</summary>
internal sealed class FakeMembership : IWorkerMembership
{
    public List<(string Seed, int Uid)> Joined { get; } = [];

    public List<(Step Step, long ResidentBytes)> Reports { get; } = [];

    public void Join(string seed, int uid, IActorRef worker) => Joined.Add((seed, uid));

    public void Report(Step step, long residentBytes) => Reports.Add((step, residentBytes));
}
