using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Remote;

/// <summary>A run's dashboard somewhere, through the JSON API that its page uses.</summary>
internal sealed class RemoteDashboard : IDisposable
{
    private readonly Endpoint endpoint;
    private readonly HttpClient client;

    /// <summary>Names it; nothing is sent yet.</summary>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="token">Shown where reading is not open; null for none.</param>
    public RemoteDashboard(Endpoint endpoint, string? token)
    {
        this.endpoint = endpoint;
        client = new HttpClient
        {
            BaseAddress = new Uri($"http://{endpoint}/api/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Asks for a document.</summary>
    /// <param name="path">Below /api/.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InputException">There is no dashboard, or it does not answer this.</exception>
    public async Task<JsonElement> Get(string path, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation)
                .ConfigureAwait(false);
            EnsureRead(answer);
            Stream body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            using JsonDocument document = await JsonDocument.ParseAsync(body, default, cancellation)
                .ConfigureAwait(false);
            return document.RootElement.Clone();
        }
        catch (HttpRequestException fault)
        {
            throw new InputException(
                $"{endpoint}: no dashboard answers there: {fault.Message}. A run says where its dashboard is when it "
                + "begins",
                fault);
        }
        catch (JsonException fault)
        {
            throw NoDashboard(fault);
        }
    }

    /// <summary>What happens from now on: first a snapshot, then updates. Ends when the connection does.</summary>
    public async IAsyncEnumerable<(string Kind, JsonElement Data)> Stream(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage? answer = await TryOpen(cancellation).ConfigureAwait(false);
        if (answer is null)
        {
            yield break;
        }

        EnsureRead(answer);
        using Stream body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        IAsyncEnumerator<SseItem<string>> items =
            SseParser.Create(body).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (items.ConfigureAwait(false))
        {
            while (await TryMove(items).ConfigureAwait(false))
            {
                using JsonDocument document = JsonDocument.Parse(items.Current.Data);
                yield return (items.Current.EventType, document.RootElement.Clone());
            }
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage?> TryOpen(CancellationToken cancellation)
    {
        try
        {
            return await client.GetAsync(
                new Uri("stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async ValueTask<bool> TryMove(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private void EnsureRead(HttpResponseMessage answer)
    {
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new InputException(
                $"{endpoint}: reading needs the dashboard's token; give it by --token-file FILE");
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw NoDashboard(null);
        }
    }

    private InputException NoDashboard(Exception? fault)
    {
        string text = $"{endpoint}: something else than a dashboard of rnncluster answers there";
        return fault is null ? new InputException(text) : new InputException(text, fault);
    }
}
