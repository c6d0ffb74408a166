using System.Globalization;

namespace RnnCluster.Telemetry.Otlp;

/// <summary>Tells a <see cref="CollectorWatch"/> how each post ends; changes none.</summary>
/// <param name="inner">Sends them; from now on this handler's.</param>
/// <param name="watch">Is told.</param>
internal sealed class WatchedHandler(HttpMessageHandler inner, CollectorWatch watch) : DelegatingHandler(inner)
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(request, base.Send(request, cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            OnFault(request, fault);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(request, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            OnFault(request, fault);
            throw;
        }
    }

    private HttpResponseMessage Judge(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            watch.OnTaken(PathOf(request));
        }
        else
        {
            watch.OnFailed(
                PathOf(request),
                string.Create(
                    CultureInfo.InvariantCulture, $"it answers {(int)response.StatusCode} {response.ReasonPhrase}"));
        }

        return response;
    }

    private void OnFault(HttpRequestMessage request, Exception fault) => watch.OnFailed(
        PathOf(request), fault is OperationCanceledException ? "no answer in time" : fault.Message);

    private static string PathOf(HttpRequestMessage request) => request.RequestUri?.AbsolutePath ?? "";
}
