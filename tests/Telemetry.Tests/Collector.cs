using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RnnCluster.Telemetry.Tests;

/// <summary>The HTTP side of a collector on loopback: it keeps what is posted and says that all is well.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener listener;
    private readonly Task serving;
    private readonly ConcurrentQueue<(string Path, string? Header, byte[] Body)> posts = [];

    public Collector()
    {
        // Somebody may take the port between the two lines that find and use it: then another one is tried.
        for (int attempt = 0; listener is null; attempt++)
        {
            Address = new Uri($"http://127.0.0.1:{FreePort()}");
            var candidate = new HttpListener { Prefixes = { Address.AbsoluteUri } };
            try
            {
                candidate.Start();
                listener = candidate;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                candidate.Close();
            }
        }

        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>What was posted to a path, oldest first.</summary>
    public IReadOnlyList<(string? Header, ProtobufTree Request)> At(string path) =>
        [.. posts.Where(post => post.Path == path).Select(post => (post.Header, new ProtobufTree(post.Body)))];

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                posts.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["x-team"], body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
