namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>A machine behind a script.</summary>
internal interface IScript
{
    /// <summary>Does one command.</summary>
    /// <param name="line">The command.</param>
    /// <returns>What came of it, a line each.</returns>
    IReadOnlyList<string> Do(ScriptLine line);
}
