using MessagePack;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;

namespace RnnCluster.Protocol;

/// <summary>
/// Anything that one node says to another. A number is what a message's type is called on the wire. It is fixed for
/// ever: a message that goes leaves its number unused.
/// </summary>
// The handshake, and what connections agree on behind it. Every version reads the first three.
[Union(1, typeof(Hello))]
[Union(2, typeof(Welcome))]
[Union(3, typeof(Refused))]
[Union(4, typeof(SharedMemoryOffered))]
[Union(5, typeof(SharedMemoryAnswered))]

// How a worker comes in.
[Union(16, typeof(JoinRequest))]
[Union(17, typeof(JoinAccepted))]
[Union(18, typeof(JoinRefused))]
[Union(19, typeof(ContentRequest))]
[Union(20, typeof(ContentChunk))]
[Union(21, typeof(SnapshotRequest))]
[Union(22, typeof(SnapshotChunk))]
[Union(23, typeof(ReplicaReady))]
[Union(24, typeof(PartTaken))]

// How a step is computed.
[Union(32, typeof(PlanAnnounced))]
[Union(33, typeof(ShardsAssigned))]
[Union(34, typeof(SliceSum))]
[Union(35, typeof(SliceAverage))]
[Union(36, typeof(ShardReport))]
[Union(37, typeof(CarriedState))]
[Union(38, typeof(RoundClosed))]
[Union(39, typeof(StepApplied))]
[Union(40, typeof(AmendmentAppended))]
[Union(41, typeof(DamageFound))]

// Who is alive, who leaves, and the end.
[Union(48, typeof(Heartbeat))]
[Union(49, typeof(HeartbeatReply))]
[Union(50, typeof(LeaveRequest))]
[Union(51, typeof(LeaveGranted))]
[Union(52, typeof(Expelled))]
[Union(53, typeof(RunEnded))]
[Union(54, typeof(Presence))]

// What happened, for those who watch.
[Union(64, typeof(StepCompleted))]
[Union(65, typeof(RunValidated))]
[Union(66, typeof(CheckpointWritten))]
[Union(67, typeof(AmendmentAccepted))]
[Union(68, typeof(PlanChanged))]
[Union(69, typeof(ShardsMoved))]
[Union(70, typeof(MemberChanged))]
[Union(71, typeof(RunWaiting))]
[Union(72, typeof(RunWarned))]
[Union(73, typeof(RunStopped))]
[Union(74, typeof(StepMeasured))]
[Union(75, typeof(MemberJoined))]
[Union(76, typeof(MemberHeard))]
[Union(77, typeof(RunPaused))]
[Union(78, typeof(SampleWritten))]
[Union(79, typeof(OperatorActed))]
[Union(80, typeof(WindowSampled))]
[Union(81, typeof(ParameterSampled))]
[Union(82, typeof(DamageDetected))]

// What an operator asks.
[Union(96, typeof(PauseRun))]
[Union(97, typeof(ResumeRun))]
[Union(98, typeof(CheckpointNow))]
[Union(99, typeof(SetLearningRate))]
[Union(100, typeof(DrainWorker))]
[Union(101, typeof(StopRun))]
[Union(102, typeof(CommandReply))]
public abstract record Message;
