using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// Reduces one slice: adds the terms of all shards along the tree, averages, takes the blocks' squares. The bits are
/// those of <see cref="Replica.Reduce"/>: the tree says who is added to whom, not the order of arrival. The terms are
/// only read. It works block by block, so that what waits for its sibling stays in the first-level cache.
/// </summary>
/// <remarks>Not thread-safe: one for each thread that reduces. A call allocates nothing after the first ones.</remarks>
public sealed class SliceReducer
{
    private readonly SliceLayout layout;
    private readonly TreeNode root;
    private readonly ComputeTeam? team;
    private readonly Job job;
    private readonly TreeNode[] waiting;

    /// <summary>Lays out a reducer.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="layout">The cut.</param>
    /// <param name="team">Threads to share the blocks; null for the calling thread alone.</param>
    public SliceReducer(TrainingPlan plan, SliceLayout layout, ComputeTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(layout);
        this.layout = layout;
        this.team = team;
        root = plan.Root;
        waiting = new TreeNode[root.Level + 1];
        job = new Job(layout, plan, team?.Size ?? 1);
    }

    /// <summary>Reduces a slice.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="terms">The slice of sums that cover every shard exactly once, in any order.</param>
    /// <param name="target">Gets the average of the slice, which must not be there yet.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes of a term are no such slice; nothing was stored.
    /// </exception>
    public void Reduce(int slice, IReadOnlyList<SliceTerm> terms, AverageBuffer target)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(target);
        Ensure.That(!target.IsStored(slice) && terms.Count > 0 && terms.Count <= job.Entries.Length);
        for (int index = 0; index < terms.Count; index++)
        {
            job.Entries[index].Read(terms[index], layout.Length(slice));
        }

        job.Prepare(slice, terms.Count, target);
        Plan(job.Entries.AsSpan(0, terms.Count));
        if (team is null)
        {
            job.Run(0, 1);
        }
        else
        {
            team.Run(job);
        }

        job.Forget();
        target.MarkStored(slice);
    }

    /// <summary>
    /// Orders the terms and says what each does: a left child waits on top of the stack, a right child is added to the
    /// top, whose sum may then be the right child of what waits below it, and so on.
    /// </summary>
    private void Plan(Span<Entry> entries)
    {
        entries.Sort(static (left, right) => left.Node.FirstShard.CompareTo(right.Node.FirstShard));
        int depth = 0;
        foreach (Entry entry in entries)
        {
            TreeNode node = entry.Node;
            entry.Waits = depth == 0 || node.IsLeft;
            entry.Merges = 0;
            if (entry.Waits)
            {
                Ensure.That(depth < waiting.Length);
                waiting[depth++] = node;
                continue;
            }

            Ensure.That(waiting[depth - 1].IsLeft && waiting[depth - 1].Parent == node.Parent);
            waiting[depth - 1] = node.Parent;
            while (depth > 1 && !waiting[depth - 1].IsLeft)
            {
                Ensure.That(waiting[depth - 2].IsLeft && waiting[depth - 2].Parent == waiting[depth - 1].Parent);
                depth--;
                waiting[depth - 1] = waiting[depth - 1].Parent;
                entry.Merges++;
            }
        }

        Ensure.That(depth == 1 && waiting[0] == root);
    }

    /// <summary>A term, where its elements stand, and what the tree does with it.</summary>
    private sealed class Entry
    {
        private readonly SliceRuns runs = new();
        private Payload? payload;

        public TreeNode Node { get; private set; }

        /// <summary>Whether it waits for its sibling, instead of being added to the one that waits.</summary>
        public bool Waits { get; set; }

        /// <summary>How many sums find their siblings once it was added.</summary>
        public int Merges { get; set; }

        public void Read(SliceTerm term, int length)
        {
            runs.Read(term.Encoding, term.Payload.Span, length);
            (Node, payload) = (term.Node, term.Payload);
        }

        public void Forget() => payload = null;

        public bool Touches(int first, int end) => runs.Touches(first, end);

        public void Set(int first, Span<float> target) => runs.Set(payload!.Span, first, target);

        public void AddTo(int first, Span<float> target) => runs.AddTo(payload!.Span, first, target);
    }

    private sealed class Job : TeamJob
    {
        private readonly SliceLayout layout;
        private readonly float factor;
        private readonly AlignedFloats[] stacks;
        private int slice;
        private int terms;
        private AverageBuffer? target;

        public Job(SliceLayout layout, TrainingPlan plan, int members)
        {
            this.layout = layout;
            factor = plan.AverageFactor;

            // What waits lowest waits in the target itself.
            stacks = new AlignedFloats[members];
            for (int member = 0; member < members; member++)
            {
                stacks[member] = new AlignedFloats(plan.Root.Level * Blocks.Floats);
            }

            Entries = new Entry[plan.Shards];
            for (int index = 0; index < Entries.Length; index++)
            {
                Entries[index] = new Entry();
            }
        }

        public Entry[] Entries { get; }

        public void Prepare(int nextSlice, int count, AverageBuffer buffer) =>
            (slice, terms, target) = (nextSlice, count, buffer);

        public void Forget()
        {
            target = null;
            foreach (Entry entry in Entries.AsSpan(0, terms))
            {
                entry.Forget();
            }
        }

        public override void Run(int member, int members)
        {
            (int first, int count) = Share(member, members, layout.BlockCount(slice));
            for (int block = first; block < first + count; block++)
            {
                Reduce(layout.FirstBlock(slice) + block, stacks[member].Span);
            }
        }

        private void Reduce(int block, Span<float> stack)
        {
            int offset = block * Blocks.Floats;
            int length = Math.Min(Blocks.Floats, layout.GradientLength - offset);
            int first = offset - layout.Offset(slice);
            Span<float> sum = target!.Gradient.Span.Slice(offset, length);
            ReadOnlySpan<Entry> entries = Entries.AsSpan(0, terms);
            if (!IsTouched(entries, first, first + length))
            {
                // What the arithmetic below gives: sums and products of identities.
                sum.Fill(-0f);
                target.BlockSquares[block] = 0;
                return;
            }

            int depth = 0;
            foreach (Entry entry in entries)
            {
                if (entry.Waits)
                {
                    entry.Set(first, Place(sum, stack, depth++));
                    continue;
                }

                entry.AddTo(first, Place(sum, stack, depth - 1));
                for (int merge = 0; merge < entry.Merges; merge++)
                {
                    depth--;
                    GradientSum.Add(Place(sum, stack, depth - 1), Place(sum, stack, depth));
                }
            }

            GradientAverage.Apply(target.Gradient.Span, factor, block, block + 1, target.BlockSquares);
        }

        private static bool IsTouched(ReadOnlySpan<Entry> entries, int first, int end)
        {
            foreach (Entry entry in entries)
            {
                if (entry.Touches(first, end))
                {
                    return true;
                }
            }

            return false;
        }

        private static Span<float> Place(Span<float> sum, Span<float> stack, int depth) =>
            depth == 0 ? sum : stack.Slice((depth - 1) * Blocks.Floats, sum.Length);
    }
}
