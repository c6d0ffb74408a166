using System.Net;
using System.Net.Sockets;
using System.Text;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Remote;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Tests.Remote;

/// <summary>`watch` speaks with the host that the user named, with no other, and not for ever.</summary>
public sealed class RemoteDashboardTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    private const string Token = "a-token-of-more-than-16-letters";

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("all_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task NoProxyOfTheEnvironmentIsAskedOrSeesTheToken(string variable)
    {
        using var proxy = new OneReply("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        using var dashboard = new OneReply($"{Ok}2\r\n\r\n{{}}");
        await File.WriteAllTextAsync(folder.At("token"), Token);
        using var watch = new RnnProcess(
            folder.Path,
            [$"{variable}=http://{proxy.Address}"],
            ["watch", dashboard.Address, "--once", "--token-file", "token"]);

        (int code, string error) = await watch.AwaitExit();

        Assert.Equal(ExitCode.Mistake, code);
        Assert.Equal(
            $"rnncluster: {dashboard.Address}: something else than a dashboard of rnncluster answers there\n", error);
        Assert.Contains($"Authorization: Bearer {Token}\r\n", dashboard.Heard, StringComparison.Ordinal);
        Assert.Equal("", proxy.Heard);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public void ARedirectIsNamedAndNotFollowed(int status)
    {
        using var elsewhere = new OneReply($"{Ok}2\r\n\r\n{{}}");
        using var dashboard = new OneReply(
            $"HTTP/1.1 {status} Moved\r\nLocation: http://{elsewhere.Address}/\r\nContent-Length: 0\r\n\r\n");

        Answer answer = Answer.To("watch", dashboard.Address, "--once");

        Assert.Equal(
            $"rnncluster: {dashboard.Address}: redirects to http://{elsewhere.Address}/, which is not followed: give "
            + "the dashboard's own address\n",
            answer.Error);
        Assert.Equal(ExitCode.Mistake, answer.Code);
        Assert.Equal("", elsewhere.Heard);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"run":{"steps":"many"}}""")]
    [InlineData("""{"run":{"steps":7},"status":[],"nodes":[]}""")]
    public void JsonOfAnotherProgramIsNoBug(string body)
    {
        using var other = new OneReply($"{Ok}{body.Length}\r\n\r\n{body}");

        Answer answer = Answer.To("watch", other.Address, "--once");

        Assert.Equal(
            $"rnncluster: {other.Address}: something else than a dashboard of rnncluster answers there\n",
            answer.Error);
        Assert.Equal(ExitCode.Mistake, answer.Code);
    }

    [Fact]
    public async Task AnAnswerThatDoesNotComeIsWaitedForHalfAMinute()
    {
        using var silent = new OneReply("");
        using var dashboard = new RemoteDashboard(
            Endpoint.Parse(silent.Address), token: null, new HastyTime(RemoteDashboard.AnswerMax, isRestarted: false));

        InputException fault = await Assert.ThrowsAsync<InputException>(
            () => Awaited(dashboard.Get("runs/current", default), "the end of waiting for an answer"));

        Assert.StartsWith(
            $"{silent.Address}: no dashboard answers there: no answer within 30 s. ", fault.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Silent from the beginning, or after headers and a comment: each word begins the wait anew.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n", true)]
    public async Task AStreamThatIsSilentForLongIsALostConnection(string said, bool isHeard)
    {
        using var silent = new OneReply(said);
        var time = new HastyTime(RemoteDashboard.SilenceMax, isHeard);
        using var dashboard = new RemoteDashboard(Endpoint.Parse(silent.Address), token: null, time);

        Assert.Empty(await Awaited(
            dashboard.Stream(default).ToListAsync().AsTask(), "the end of waiting for the stream's next word"));
        Assert.Equal(1, time.Passed);
    }

    /// <summary>A wait that the product does not end fails its test instead of hanging for ever.</summary>
    private static async Task<T> Awaited<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(RnnProcess.Patience);
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"was waited for in vain: {what}", fault);
        }
    }

    /// <summary>Listens on loopback, takes connections, and says the same to each without closing it.</summary>
    private sealed class OneReply : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> clients = [];
        private readonly StringBuilder heard = new();

        public OneReply(string reply)
        {
            listener.Start();
            _ = Serve(Encoding.ASCII.GetBytes(reply));
        }

        public string Address => listener.LocalEndpoint.ToString()!;

        /// <summary>What was said so far, to the one who got an answer.</summary>
        public string Heard
        {
            get
            {
                lock (heard)
                {
                    return heard.ToString();
                }
            }
        }

        public void Dispose()
        {
            listener.Dispose();
            lock (heard)
            {
                clients.ForEach(client => client.Dispose());
            }
        }

        private async Task Serve(byte[] reply)
        {
            try
            {
                while (true)
                {
                    TcpClient client = await listener.AcceptTcpClientAsync();
                    byte[] request = new byte[4096];
                    int length = await client.GetStream().ReadAsync(request);
                    lock (heard)
                    {
                        clients.Add(client);
                        heard.Append(Encoding.ASCII.GetString(request, 0, length));
                    }

                    await client.GetStream().WriteAsync(reply);
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>A clock on which one span of time passes at once, and others as they do.</summary>
    /// <param name="span">The span.</param>
    /// <param name="isRestarted">
    /// It passes at once when a timer is set to it again; before, it does not pass at all. If false, when a timer is
    /// made with it.
    /// </param>
    private sealed class HastyTime(TimeSpan span, bool isRestarted) : TimeProvider
    {
        private int passed;

        /// <summary>How often the span has passed.</summary>
        public int Passed => Volatile.Read(ref passed);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != span)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            ITimer timer = base.CreateTimer(Counted, state, Timeout.InfiniteTimeSpan, period);
            return isRestarted ? new HastyTimer(timer, span) : Start(timer);

            void Counted(object? argument)
            {
                Interlocked.Increment(ref passed);
                callback(argument);
            }
        }

        private static ITimer Start(ITimer timer)
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            return timer;
        }
    }

    /// <summary>A timer that is due at once when it is set to a span.</summary>
    private sealed class HastyTimer(ITimer inner, TimeSpan span) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            inner.Change(dueTime == span ? TimeSpan.Zero : dueTime, period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
