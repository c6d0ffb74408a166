using System.Text.Json;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>The description of the API says what there is, and nothing else.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task EveryRouteIsDescribedAndEveryDescriptionIsARoute()
    {
        await using ServerRig rig = await ServerRig.Start();
        JsonElement document = await rig.Get("/api/openapi.json");

        IEnumerable<string> described =
            from path in document.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            select $"{method.Name.ToUpperInvariant()} {path.Name}";

        Assert.Equal(
            rig.Server.Routes.Select(route => $"{route.Method} {route.OpenApiPath}").Order(StringComparer.Ordinal),
            described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARouteThatNeedsATokenIsDescribedSo()
    {
        await using ServerRig rig = await ServerRig.Start();
        JsonElement paths = (await rig.Get("/api/openapi.json")).GetProperty("paths");

        Assert.All(rig.Server.Routes, route =>
        {
            JsonElement security = paths.GetProperty(route.OpenApiPath)
                .GetProperty(route.Method.ToLowerInvariant()).GetProperty("security");
            bool needsNothing = security.GetArrayLength() == 0
                || security.EnumerateArray().Any(way => !way.EnumerateObject().Any());
            Assert.Equal(route.Level != Access.AccessLevel.Control, needsNothing);
        });
    }

    [Fact]
    public async Task EverySchemaThatIsNamedIsThere()
    {
        await using ServerRig rig = await ServerRig.Start();
        JsonElement document = await rig.Get("/api/openapi.json");
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");

        Assert.All(
            References(document),
            name => Assert.True(
                schemas.TryGetProperty(name["#/components/schemas/".Length..], out _), $"{name} is missing"));
    }

    [Theory]
    [InlineData("/api/runs/current", "Snapshot")]
    [InlineData("/api/series?names=loss", "SeriesAnswer")]
    [InlineData("/api/events", "EventsAnswer")]
    [InlineData("/api/anatomy", "AnatomyAnswer")]
    [InlineData("/api/network", "NetworkAnswer")]
    [InlineData("/api/actors", "ActorsAnswer")]
    [InlineData("/api/runs", "RunsAnswer")]
    [InlineData("/api/session", "Session")]
    public async Task AnAnswerHasTheFieldsOfItsSchema(string path, string schema)
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(
            Example.Joined(Example.Anna), Example.Plan(), Example.Step(1), Example.Measured(Example.Anna, 1));
        JsonElement schemas = (await rig.Get("/api/openapi.json")).GetProperty("components").GetProperty("schemas");

        Check(await rig.Get(path), schemas.GetProperty(schema), schemas, schema);
    }

    /// <summary>As much of JSON Schema as the document uses for objects: their fields, all the way down.</summary>
    private static void Check(JsonElement value, JsonElement schema, JsonElement schemas, string where)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = schemas.GetProperty(reference.GetString()!["#/components/schemas/".Length..]);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement choices))
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                Check(value, choices[0], schemas, where);
            }

            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(item, schema.GetProperty("items"), schemas, where + "[]");
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement fields))
        {
            Assert.Equal(
                (where, string.Join(' ', fields.EnumerateObject().Select(field => field.Name))),
                (where, string.Join(' ', value.EnumerateObject().Select(field => field.Name))));
            foreach (JsonProperty field in value.EnumerateObject())
            {
                Check(field.Value, fields.GetProperty(field.Name), schemas, $"{where}.{field.Name}");
            }
        }
    }

    private static IEnumerable<string> References(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(
            field => field.Name == "$ref" ? [field.Value.GetString()!] : References(field.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
