using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Api;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Web;

/// <summary>How requests are read and answered.</summary>
internal static class Answers
{
    /// <summary>The longest body is a token or a node's name.</summary>
    public const int BodyMaxBytes = 8 * 1024;

    /// <summary>Nothing is at the address that was asked for.</summary>
    public static Problem NotFound { get; } =
        new(StatusCodes.Status404NotFound, "Not found", "there is nothing at this address");

    public static Task Json<T>(HttpContext context, T content, JsonTypeInfo<T> type, int status = 200) =>
        Bytes(context, JsonSerializer.SerializeToUtf8Bytes(content, type), "application/json", status);

    public static Task Problem(HttpContext context, Problem problem) =>
        Json(context, problem, ApiJson.Default.Problem, problem.Status);

    public static Task Text(
        HttpContext context, string text, string type = "text/plain; charset=utf-8", int status = 200) =>
        Bytes(context, Encoding.UTF8.GetBytes(text), type, status);

    public static async Task Bytes(HttpContext context, ReadOnlyMemory<byte> bytes, string type, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A whole number of the query.</summary>
    /// <exception cref="InputException">It is none, or out of bounds.</exception>
    public static long? Number(HttpContext context, string name, long min, long max)
    {
        string? text = context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number >= min && number <= max
            ? number
            : throw new InputException($"'{name}' must be a whole number from {min} to {max}");
    }

    /// <summary>Words of the query, separated by commas; null if it does not say.</summary>
    public static string[]? Words(HttpContext context, string name)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null : text.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }
}
