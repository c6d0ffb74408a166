using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Web;

/// <summary>
/// The body of a command: one JSON object. Every command reads it here, so all are equally strict: a member that the
/// command does not have would be taken for nothing, and the command for another one.
/// </summary>
internal sealed class CommandBody
{
    /// <summary>A body is one object without depth; anything deeper is refused by the parser.</summary>
    private const int DepthMax = 4;

    /// <summary>The longest part of a foreign name that an error repeats.</summary>
    private const int ShownMax = 40;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DepthMax };

    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);

    private CommandBody()
    {
    }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="names">The members that the command has; none for a command without a body.</param>
    /// <exception cref="InputException">
    /// It is no JSON object, a member is unknown or comes twice, or there is a query.
    /// </exception>
    public static async Task<CommandBody> Read(HttpContext context, params string[] names)
    {
        if (context.Request.Query.Count > 0)
        {
            throw new InputException(
                $"unknown '{Shown(context.Request.Query.Keys.First())}' in the query: a command takes its members in "
                + "the body");
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        var body = new CommandBody();
        if (bytes.Length == 0 && names.Length == 0)
        {
            return body;
        }

        if (!context.Request.HasJsonContentType())
        {
            throw new InputException("the body must be application/json");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Strict);
            body.Take(document.RootElement.Clone(), names);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A name that is no Unicode is found when it is read, and is no JsonException.
            throw new InputException($"the body is not JSON: {fault.Message}", fault);
        }

        return body;
    }

    /// <summary>A text, or null where there is none.</summary>
    /// <param name="name">The member.</param>
    /// <exception cref="InputException">It is something else than a text or null.</exception>
    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a text", value);
        }
        catch (InvalidOperationException fault)
        {
            throw new InputException($"'{name}' is no Unicode text", fault);
        }
    }

    /// <summary>A finite number, or null where there is none.</summary>
    /// <param name="name">The member.</param>
    /// <exception cref="InputException">It is something else than a number or null.</exception>
    public double? Number(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(name, "a number", value);

    /// <summary>A whole number of 0 or more, or null where there is none.</summary>
    /// <param name="name">The member.</param>
    /// <exception cref="InputException">It is something else.</exception>
    public long? Count(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : throw Wrong(name, "a whole number of 0 or more", value);

    private void Take(JsonElement root, string[] names)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"the body must be a JSON object, not {Described(root)}");
        }

        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (!names.Contains(member.Name, StringComparer.Ordinal))
            {
                string expected = names.Length == 0 ? "none is expected" : $"there is '{string.Join("', '", names)}'";
                throw new InputException($"unknown member '{Shown(member.Name)}': {expected}");
            }

            if (!members.TryAdd(member.Name, member.Value))
            {
                throw new InputException($"member '{member.Name}' comes twice");
            }
        }
    }

    private JsonElement? Find(string name) =>
        members.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static InputException Wrong(string name, string expected, JsonElement value) =>
        new($"'{name}' must be {expected}, not {Described(value)}");

    private static string Described(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => Shown(value.GetRawText()),
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private static string Shown(string text) => text.Length <= ShownMax ? text : $"{text[..ShownMax]}...";
}
