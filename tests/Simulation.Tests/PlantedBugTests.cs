using System.Runtime.InteropServices;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Simulation.Tests;

/// <summary>
/// The four bugs that a cluster of this kind is made to have. Each is planted from outside, in the messages: once in
/// the form that the product must withstand, and once in the form that only the reference tells from what is right.
/// docs/simulation.md says how the product's own mends were taken out, and what caught that.
/// </summary>
public sealed class PlantedBugTests(TinyRun runs) : IClassFixture<TinyRun>
{
    /// <summary>Scenarios with faults in which a bug that needs some luck must show at least once.</summary>
    private const int SeedsMax = 20;

    [Fact]
    public void AGradientThatComesTwiceIsCountedOnce() => Withstands(() => Again());

    /// <summary>
    /// A worker that holds two shards as one subtree falls silent; two others get one of them each, and one of these
    /// has just become slow; the first worker answers after all: before both, between them, or after both.
    /// </summary>
    [Fact]
    public void AGradientThatComesWholeAndInPartsIsCountedOnce()
    {
        TimeSpan ms = TimeSpan.FromMilliseconds(1);
        Scenario calm = Calm(4, tamper: null);
        for (int silence = 1_400; silence <= 1_800; silence += 10)
        {
            Outcome outcome = Simulator.Run(runs, calm with
            {
                Conditions = calm.Conditions with { WorkersMin = 3, DelayMax = 60 * ms, ShardTime = 50 * ms },
                Incidents =
                [
                    .. calm.Incidents,
                    new Incident(3, TimeSpan.Zero, IncidentKind.Slow, 2, 100_000 * ms, 4),
                    new Incident(3, TimeSpan.Zero, IncidentKind.Slow, 3, 100_000 * ms, 4),
                    new Incident(3, TimeSpan.Zero, IncidentKind.Freeze, 1, silence * ms, 0),
                ],
            });

            Assert.True(outcome.IsGood, outcome.Report());
        }
    }

    [Fact]
    public void AGradientThatIsCountedTwiceIsFound() => Finds("another state", Calm(4, Doubled()));

    [Fact]
    public void ACarriedStateThatIsLostOnItsWayToTheCoordinatorIsFound() =>
        Finds("the last state's hash", Calm(4, envelope => [Forget<ShardReport>(envelope)]));

    [Fact]
    public void ACarriedStateThatIsLostOnItsWayToTheOthersIsFoundWhenItsShardMoves()
    {
        Outcome[] bad = Enumerable.Range(1, SeedsMax)
            .Select(seed => Simulator.Run(runs, With((ulong)seed, envelope => [Forget<CarriedState>(envelope)])))
            .Where(outcome => !outcome.IsGood)
            .ToArray();

        Assert.Contains(bad, outcome => outcome.Broken[0].Contains("another state", StringComparison.Ordinal));
    }

    /// <summary>Any bit of any payload, every 31st one, on each way: sums, reports, averages, states, data.</summary>
    [Fact]
    public void ABitThatFlipsOnTheWayCostsTimeAndNothingElse() => Withstands(() => Flipped(isChecked: true));

    /// <summary>As if the receiver did not look at the checksum: then the checksum of the damaged bytes fits.</summary>
    [Fact]
    public void ABitThatFlipsIsFoundWhereNoChecksumIsLookedAt() =>
        Finds("another state", Calm(4, Flipped(isChecked: false)));

    [Fact]
    public void ATreeInAnotherOrderIsFound() => Finds("another state", Calm(4, Turned()));

    [Fact]
    public void AnAnswerOfAnEarlierStepIsDropped() => Withstands(() => Late(relabel: null));

    [Fact]
    public void AnAnswerOfAnEarlierStepUnderTheNameOfThisOneIsToldByItsDigest() =>
        Withstands(() => Once(Late(static (old, current) => old with { Step = current.Step })), mayExpel: true);

    [Fact]
    public void AnAnswerOfAnEarlierStepThatIsAcceptedIsFound() =>
        Finds("another state", Calm(4, Late(static (old, current) => old with
        {
            Step = current.Step,
            Digest = current.Digest,
        })));

    /// <summary>Every 97th is cut short, or of shards that there are not.</summary>
    [Fact]
    public void AnAnswerThatCannotBeReadCostsItsSenderItsPlaceAndTheRunNothing() =>
        Withstands(() => Garbled(every: 97), mayExpel: true);

    private static Func<Envelope, IEnumerable<Envelope>> Garbled(int every)
    {
        int count = 0;
        return envelope =>
        {
            if (envelope.Message is not (SliceSum or ShardReport) || ++count % every != 0)
            {
                return [envelope];
            }

            bool isForm = count % 2 == 0;
            var nowhere = new TreeNode(9, 0);
            return [envelope with
            {
                Message = envelope.Message switch
                {
                    SliceSum sum when isForm => MessageChecks.Sealed(sum with { Subtree = nowhere }),
                    SliceSum sum => MessageChecks.Sealed(sum with { Payload = Shortened(sum.Payload) }),
                    ShardReport report when isForm => MessageChecks.Sealed(report with { Subtree = nowhere }),
                    ShardReport report => MessageChecks.Sealed(report with { Payload = Shortened(report.Payload) }),
                    var other => other,
                },
            }];
        };
    }

    private static Payload Shortened(Payload payload)
    {
        var shorter = new Payload(payload.Span[..^1].ToArray());
        payload.Release();
        return shorter;
    }

    private static Func<Envelope, IEnumerable<Envelope>> Flipped(bool isChecked)
    {
        int count = 0;
        return envelope =>
        {
            if (envelope.Message is not Protocol.BulkMessage { Payload.Length: > 0 } message || ++count % 31 != 0)
            {
                return [envelope];
            }

            byte[] bytes = message.Payload.Span.ToArray();
            bytes[(count * 7919) % bytes.Length] ^= (byte)(1 << (count % 8));
            message.Release();
            Protocol.BulkMessage damaged = message with { Payload = new Payload(bytes) };
            return [envelope with { Message = isChecked ? damaged : MessageChecks.Sealed(damaged) }];
        };
    }

    private static Func<Envelope, IEnumerable<Envelope>> Again() => envelope =>
    {
        if (envelope.Message is SliceSum or ShardReport)
        {
            _ = ((Protocol.BulkMessage)envelope.Message).Payload.Retain();
            return [envelope, envelope];
        }

        return [envelope];
    };

    private static Func<Envelope, IEnumerable<Envelope>> Doubled() => envelope =>
    {
        if (envelope.Message is SliceSum { Encoding: SliceEncoding.Dense } sum)
        {
            foreach (ref float value in MemoryMarshal.Cast<byte, float>(sum.Payload.Span))
            {
                value *= 2;
            }

            return [envelope with { Message = MessageChecks.Sealed(sum) }];
        }

        return [envelope];
    };

    /// <summary>Pairs of shards take each other's places: the same terms, added in another order.</summary>
    private static Func<Envelope, IEnumerable<Envelope>> Turned() => envelope =>
        envelope.Message is SliceSum { Subtree.Level: 1 } sum
            ? [envelope with
            {
                Message = MessageChecks.Sealed(
                    sum with { Subtree = new TreeNode(1, (sum.Subtree.Index + 1) % 4) }),
            }]
            : [envelope];

    /// <summary>Before each first answer of a step the one of the step before comes again.</summary>
    private static Func<Envelope, IEnumerable<Envelope>> Late(Func<SliceSum, SliceSum, SliceSum>? relabel)
    {
        var last = new Dictionary<(TreeNode, int), SliceSum>();
        return envelope =>
        {
            if (envelope.Message is not SliceSum current)
            {
                return [envelope];
            }

            bool isKnown = last.TryGetValue((current.Subtree, current.Slice), out SliceSum? old);
            last[(current.Subtree, current.Slice)] = current with
            {
                Payload = new Payload(current.Payload.Memory.ToArray()),
            };
            return isKnown && old!.Step < current.Step
                ? [envelope with { Message = MessageChecks.Sealed(relabel?.Invoke(old, current) ?? old) }, envelope]
                : [envelope];
        };
    }

    private static Func<Envelope, IEnumerable<Envelope>> Once(Func<Envelope, IEnumerable<Envelope>> tamper)
    {
        bool isDone = false;
        return envelope =>
        {
            Envelope[] sent = isDone ? [envelope] : [.. tamper(envelope)];
            isDone |= sent.Length > 1;
            return sent;
        };
    }

    private static Envelope Forget<T>(Envelope envelope)
        where T : Protocol.BulkMessage
    {
        if (envelope.Message is not T message)
        {
            return envelope;
        }

        message.Payload.Span.Clear();
        return envelope with { Message = MessageChecks.Sealed(message) };
    }

    private static Scenario With(
        ulong seed, Func<Envelope, IEnumerable<Envelope>> tamper, bool mayExpel = false)
    {
        var scenario = Scenario.Of(seed);
        return scenario with { Conditions = scenario.Conditions with { Tamper = tamper, MayExpel = mayExpel } };
    }

    /// <summary>Workers that are there from the beginning, and nothing happens.</summary>
    private static Scenario Calm(int workers, Func<Envelope, IEnumerable<Envelope>>? tamper)
    {
        TimeSpan ms = TimeSpan.FromMilliseconds(1);
        var conditions = new ClusterConditions(workers, HostsWorker: false, 2 * ms, TimeSpan.Zero, 2 * ms)
        {
            Tamper = tamper,
        };
        return new Scenario(1, conditions, [.. Enumerable.Range(1, workers).Select(worker =>
            new Incident(0, TimeSpan.Zero, IncidentKind.Join, worker, TimeSpan.Zero, 0))]);
    }

    private void Withstands(Func<Func<Envelope, IEnumerable<Envelope>>> tamper, bool mayExpel = false)
    {
        for (ulong seed = 1; seed <= SeedsMax; seed++)
        {
            Outcome outcome = Simulator.Run(runs, With(seed, tamper(), mayExpel));

            Assert.True(outcome.IsGood, outcome.Report());
        }
    }

    private void Finds(string words, Scenario scenario)
    {
        Outcome outcome = Simulator.Run(runs, scenario);

        Assert.Contains(outcome.Broken, broken => broken.Contains(words, StringComparison.Ordinal));
    }
}
