using System.Text;
using System.Text.Json;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        reader = new StreamReader(stream, Encoding.UTF8);
    }

    public string? Type => response.Content.Headers.ContentType?.ToString();

    public static async Task<EventReader> Open(HttpClient client)
    {
        HttpResponseMessage response =
            await client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end. Fields without data are events called by their own name.</summary>
    public async Task<(string Name, string? Id, JsonElement Data)?> Next()
    {
        (string name, string? id, string? data) = ("message", null, null);
        using var patience = new CancellationTokenSource(ServerRig.WaitMax);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    return (name, id, JsonDocument.Parse(data).RootElement);
                }
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line["id: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line["data: ".Length..];
            }
            else
            {
                Assert.True(line.StartsWith(':') || line.StartsWith("retry: ", StringComparison.Ordinal), line);
            }
        }

        return null;
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
