namespace RnnCluster.Protocol.Types;

/// <summary>
/// How a message's type is called on the wire. A number is fixed for ever: a message that goes leaves its number
/// unused.
/// </summary>
internal enum MessageId
{
    // Wire. The first three are read by every version, so they never change their known fields.
    Hello = 1,
    Welcome = 2,
    Refused = 3,
    SharedMemoryOffered = 4,
    SharedMemoryAnswered = 5,

    // Joining
    JoinRequest = 16,
    JoinAccepted = 17,
    JoinRefused = 18,
    ContentRequest = 19,
    ContentChunk = 20,
    SnapshotRequest = 21,
    SnapshotChunk = 22,
    ReplicaReady = 23,
    PartTaken = 24,

    // Rounds
    PlanAnnounced = 32,
    ShardsAssigned = 33,
    SliceSum = 34,
    SliceAverage = 35,
    ShardReport = 36,
    CarriedState = 37,
    RoundClosed = 38,
    StepApplied = 39,
    AmendmentAppended = 40,
    DamageFound = 41,

    // Health
    Heartbeat = 48,
    HeartbeatReply = 49,
    LeaveRequest = 50,
    LeaveGranted = 51,
    Expelled = 52,
    RunEnded = 53,

    // Events
    StepCompleted = 64,
    RunValidated = 65,
    CheckpointWritten = 66,
    AmendmentAccepted = 67,
    PlanChanged = 68,
    ShardsMoved = 69,
    MemberChanged = 70,
    RunWaiting = 71,
    RunWarned = 72,
    RunStopped = 73,
    StepMeasured = 74,
    MemberJoined = 75,
    MemberHeard = 76,
    RunPaused = 77,
    SampleWritten = 78,
    OperatorActed = 79,
    WindowSampled = 80,
    ParameterSampled = 81,
    DamageDetected = 82,

    // Commands
    PauseRun = 96,
    ResumeRun = 97,
    CheckpointNow = 98,
    SetLearningRate = 99,
    DrainWorker = 100,
    StopRun = 101,
    CommandReply = 102,
}
