using System.Text.Json;
using System.Text.Json.Serialization;
using RnnCluster.Dashboard.History;

namespace RnnCluster.Dashboard.Api;

/// <summary>
/// How the API's records become JSON: without reflection, in camel case, a number that is not finite as the text that
/// api.ts names.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(Gap))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(AnatomyAnswer))]
[JsonSerializable(typeof(NetworkAnswer))]
[JsonSerializable(typeof(ActorsAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HistoryNotes))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;
