namespace RnnCluster.Dashboard.Api;

internal sealed record ActorView(
    string Path,
    string? Parent,
    string Type,
    string Dispatcher,
    int Mailbox,
    int MailboxMax,
    long Messages,
    double MessagesPerSecond,
    double P50,
    double P99,
    double Max,
    int Restarts);

internal sealed record ActorsAnswer(long DeadLetters, IReadOnlyList<ActorView> Actors);

internal sealed record SpecDifference(string Path, string Value, string Ours);

internal sealed record RunSummary(
    string Key,
    string Name,
    string Id,
    bool IsCurrent,
    long Step,
    double? TrainLoss,
    double? ValidationLoss,
    string? StateHash,
    DateTimeOffset ModifiedAt,
    IReadOnlyList<SpecDifference> Differences);

internal sealed record RunsAnswer(IReadOnlyList<RunSummary> Runs);

internal sealed record SessionView(bool MayRead, bool MayControl, string? Csrf);

internal sealed record ControlAnswer(bool IsAccepted, string Text);

internal sealed record VerifyAnswer(long Step, bool IsGood, string Text);

internal sealed record Problem(int Status, string Title, string Detail);
