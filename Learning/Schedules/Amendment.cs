using RnnCluster.Shared;

namespace RnnCluster.Learning.Schedules;

/// <summary>
/// What an operator changed about a run: another base learning rate. The factors of the schedule (warm-up, decay,
/// cosine) go on as they are.
/// </summary>
/// <param name="From">The first state whose update has the rate: update number From + 1 and all behind it.</param>
/// <param name="Rate">Takes the place of <c>training.optimizer.rate</c>; 1e-30 to 1e30.</param>
public readonly record struct Amendment(Step From, double Rate);
