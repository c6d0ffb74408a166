using RnnCluster.Dashboard.Api;
using RnnCluster.Kernels.Functions;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard.Watchers;

/// <summary>What happened since the last update.</summary>
internal sealed class Increment
{
    /// <summary>
    /// Four times what the fastest run makes in a quarter of a second. Above it whoever watches gets a gap and a
    /// snapshot, which is smaller.
    /// </summary>
    public const int StepsMax = 2048;

    /// <summary>The newest rows of the anatomy: nobody reads faster. All are at /api/anatomy.</summary>
    public const int AnatomyMax = 256;

    /// <summary>More than a burst of any kind is known to make.</summary>
    public const int EventsMax = 1000;

    /// <summary>Nodes are told at once when one changed, otherwise, for their ages and steps, this often.</summary>
    private static readonly TimeSpan NodesInterval = TimeSpan.FromSeconds(1);

    private readonly List<(StepCompleted Step, double At)> steps = [];
    private readonly List<ValidationPoint> validations = [];
    private readonly Queue<AnatomyRow> anatomy = new();
    private TimeSpan? nodesTold;
    private long overflown;

    public bool IsDirty { get; set; }

    public bool HasNodes { get; set; }

    public bool HasPlan { get; set; }

    public bool HasCheckpoints { get; set; }

    public bool HasAmendments { get; set; }

    public bool HasNetwork { get; set; }

    /// <summary>How many samples were written.</summary>
    public int Samples { get; set; }

    /// <summary>The last event that was told.</summary>
    public long LastEvent { get; set; }

    /// <summary>How many steps did not fit; above zero there is no update.</summary>
    public long Missed => overflown == 0 ? 0 : overflown + steps.Count;

    public void Add(StepCompleted step, double at)
    {
        if (steps.Count == StepsMax)
        {
            overflown++;
            return;
        }

        steps.Add((step, at));
    }

    public void Add(RunValidated validated, double at)
    {
        if (validations.Count == StepsMax)
        {
            overflown++;
            return;
        }

        validations.Add(new ValidationPoint(
            validated.Step.Value, at, validated.Loss, DoubleFunctions.Exp(validated.Loss)));
    }

    public void Add(AnatomyRow row)
    {
        anatomy.Enqueue(row);
        if (anatomy.Count > AnatomyMax)
        {
            anatomy.Dequeue();
        }
    }

    public Update ToUpdate(DashboardModel model, NetworkView? network)
    {
        bool hasNodes = HasNodes || nodesTold is not { } told || model.Now - told >= NodesInterval;
        IReadOnlyList<EventView> events =
        [
            .. model.Fold.TakeChanged().Where(view => view.Number <= LastEvent),
            .. model.Log.Query(LastEvent, kinds: null, node: null, EventsMax),
        ];
        nodesTold = hasNodes ? model.Now : nodesTold;
        return new Update
        {
            From = model.Sequence,
            To = model.Sequence + 1,
            At = model.At,
            Status = model.Status(),
            Steps = steps.Count == 0 ? null : Columns(),
            Validations = validations.Count == 0 ? null : [.. validations],
            Nodes = hasNodes ? model.Fold.NodeViews(model.Now) : null,
            Plan = HasPlan ? model.Fold.PlanView() : null,
            Checkpoints = HasCheckpoints ? [.. model.Fold.Checkpoints] : null,
            Amendments = HasAmendments ? [.. model.Fold.Amendments] : null,
            NewEvents = events.Count == 0 ? null : events,
            NewAnatomy = anatomy.Count == 0 ? null : [.. anatomy],
            NewSamples = Samples == 0 ? null : [.. model.Fold.Samples.TakeLast(Samples)],
            Network = HasNetwork ? network : null,
        };
    }

    public void Clear(long lastEvent)
    {
        steps.Clear();
        validations.Clear();
        anatomy.Clear();
        overflown = 0;
        Samples = 0;
        IsDirty = HasNodes = HasPlan = HasCheckpoints = HasAmendments = HasNetwork = false;
        LastEvent = lastEvent;
    }

    private StepColumns Columns() => new(
        steps.ConvertAll(row => row.Step.Step.Value),
        steps.ConvertAll(row => row.At),
        steps.ConvertAll(row => row.Step.Loss),
        steps.ConvertAll(row => row.Step.Rate),
        steps.ConvertAll(row => row.Step.Norm),
        steps.ConvertAll(row => row.Step.IsClipped),
        steps.ConvertAll(row => row.Step.Duration.TotalSeconds));
}
