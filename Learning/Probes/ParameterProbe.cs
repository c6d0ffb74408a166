using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Learning.Probes;

/// <summary>
/// Looks at all parameters and their gradients. It only reads, and it does not matter how many threads do: a parameter
/// is measured whole by one of them.
/// </summary>
public static class ParameterProbe
{
    /// <summary>Measures every parameter, on the replica's team: for the thread that owns the replica.</summary>
    /// <param name="replica">The replica, right after <see cref="Replica.Apply"/>.</param>
    /// <param name="gradient">
    /// What was applied, before its buffers are written again: updates read it and leave it as it is.
    /// </param>
    /// <returns>The parameters in the order of the layout.</returns>
    public static IReadOnlyList<ParameterSpread> Sample(Replica replica, AveragedGradient gradient)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(gradient);
        IReadOnlyList<Parameter> parameters = replica.Model.Layout.Parameters;
        var job = new SpreadJob(parameters, replica, gradient);
        replica.Team.Run(job);
        return [.. parameters.Select((parameter, index) => job.Of(parameter, index))];
    }

    private sealed class SpreadJob : TaskJob
    {
        private readonly IReadOnlyList<Parameter> parameters;
        private readonly Replica replica;
        private readonly AveragedGradient gradient;
        private readonly Spread[] spreads;

        public SpreadJob(IReadOnlyList<Parameter> parameters, Replica replica, AveragedGradient gradient)
        {
            this.parameters = parameters;
            this.replica = replica;
            this.gradient = gradient;
            spreads = new Spread[2 * parameters.Count];
            Reset(spreads.Length);
        }

        public ParameterSpread Of(Parameter parameter, int index) =>
            new(parameter.Name, spreads[2 * index], spreads[(2 * index) + 1]);

        protected override void Execute(int task)
        {
            (int index, int which) = Math.DivRem(task, 2);
            Span<float> flat = which == 0 ? replica.Model.Parameters.Span : gradient.Gradient.Span;
            spreads[task] = Spread.Of(parameters[index].Of(flat));
        }
    }
}
