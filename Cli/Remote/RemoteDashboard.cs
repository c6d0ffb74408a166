using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Remote;

/// <summary>
/// A run's dashboard somewhere, through the JSON API that its page uses. It speaks with the address that the user named
/// and with nothing between or behind it: no proxy and no redirect gets the token (<see cref="DirectHttp"/>).
/// </summary>
internal sealed class RemoteDashboard : IDisposable
{
    /// <summary>How long an answer may take: the dashboard gives up on its own actors after 10 seconds.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    /// <summary>A stream says something every second, where nothing happens every 15: three of those.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    private readonly Endpoint endpoint;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    /// <summary>Names it; nothing is sent yet.</summary>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="token">Shown where reading is not open; null for none.</param>
    /// <param name="time">The clock that ends waiting.</param>
    public RemoteDashboard(Endpoint endpoint, string? token, TimeProvider time)
    {
        this.endpoint = endpoint;
        this.time = time;
        var address = new Uri($"http://{endpoint}/api/");
        client = new HttpClient(DirectHttp.HandlerFor(address))
        {
            BaseAddress = address,
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
            return await Read(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            throw new InputException(
                $"{endpoint}: no dashboard answers there: {fault.Message}. A run says where its dashboard is when it "
                + "begins",
                fault);
        }
    }

    /// <summary>Asks for a document of a run that may be gone by now.</summary>
    /// <param name="path">Below /api/.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null if the connection is lost.</returns>
    /// <exception cref="InputException">Something else answers there.</exception>
    public async Task<JsonElement?> TryGet(string path, CancellationToken cancellation)
    {
        try
        {
            return await Read(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            return null;
        }
    }

    /// <summary>What happens from now on: first a snapshot, then updates. Ends when the connection does.</summary>
    public async IAsyncEnumerable<(string Kind, JsonElement Data)> Stream(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(SilenceMax, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        using HttpResponseMessage? answer = await TryOpen(end.Token, cancellation).ConfigureAwait(false);
        if (answer is null)
        {
            yield break;
        }

        EnsureRead(answer);
        using Stream body = new HeardStream(
            await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false),
            () => silence.CancelAfter(SilenceMax));
        IAsyncEnumerator<SseItem<string>> items =
            SseParser.Create(body).EnumerateAsync(end.Token).GetAsyncEnumerator(end.Token);
        await using (items.ConfigureAwait(false))
        {
            while (await TryMove(items, cancellation).ConfigureAwait(false))
            {
                yield return (items.Current.EventType, Parse(items.Current.Data));
            }
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Reads a part of an answer, whose members the dashboard's API promises.</summary>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InputException">The members are others.</exception>
    public void Understand(Action read)
    {
        try
        {
            read();
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NoDashboard(fault);
        }
    }

    private async Task<JsonElement> Read(string path, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(AnswerMax, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), end.Token)
                .ConfigureAwait(false);
            EnsureRead(answer);
            return Parse(await answer.Content.ReadAsStringAsync(end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException(
                patience.IsCancellationRequested
                    ? $"no answer within {AnswerMax.TotalSeconds:F0} s"
                    : $"no connection within {DirectHttp.ConnectMax.TotalSeconds:F0} s",
                fault);
        }
    }

    private async Task<HttpResponseMessage?> TryOpen(CancellationToken end, CancellationToken asked)
    {
        try
        {
            return await client.GetAsync(
                new Uri("stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, end)
                .ConfigureAwait(false);
        }
        catch (Exception fault) when (IsLoss(fault) || IsSilence(fault, asked))
        {
            return null;
        }
    }

    private static async ValueTask<bool> TryMove(IAsyncEnumerator<SseItem<string>> items, CancellationToken asked)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (IsLoss(fault) || IsSilence(fault, asked))
        {
            return false;
        }
    }

    private static bool IsLoss(Exception fault) => fault is IOException or HttpRequestException;

    private static bool IsSilence(Exception fault, CancellationToken asked) =>
        fault is OperationCanceledException && !asked.IsCancellationRequested;

    private JsonElement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw NoDashboard(fault);
        }
    }

    private void EnsureRead(HttpResponseMessage answer)
    {
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new InputException(
                $"{endpoint}: reading needs the dashboard's token; give it by --token-file FILE");
        }

        if ((int)answer.StatusCode is >= 300 and < 400)
        {
            throw new InputException(
                $"{endpoint}: redirects to {answer.Headers.Location?.ToString() ?? "another address"}, which is not "
                + "followed: give the dashboard's own address");
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
