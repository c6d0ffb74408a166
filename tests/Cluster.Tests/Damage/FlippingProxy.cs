using System.Net;
using System.Net.Sockets;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>
/// Stands between workers and their coordinator and flips single bits, by a seed, in both directions. Half of them are
/// near the beginning of what came together, where heads are. The next flip comes when this one is accounted for (it
/// was counted as damage, or its connection has ended) and a step was made since.
/// </summary>
internal sealed class FlippingProxy : IAsyncDisposable
{
    /// <summary>What passes first on each connection: preface and handshake have their own tests.</summary>
    private const int UnharmedBytes = 1024;

    private const int StepsMax = 3;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Endpoint target;
    private readonly PhiloxKey key;
    private readonly Lock gate = new();
    private readonly List<Task> running = [];
    private readonly List<Socket> sockets = [];
    private bool isArmed = true;
    private bool isResting;
    private bool isAccounted;
    private int stepsSince;
    private int flips;

    public FlippingProxy(Endpoint target, ulong seed)
    {
        this.target = target;
        key = new PhiloxKey((uint)seed, (uint)(seed >> 32));
        listener.Start();
        running.Add(AcceptAsync());
    }

    public Endpoint Address => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);

    /// <summary>Bits flipped so far.</summary>
    public int Flips
    {
        get
        {
            lock (gate)
            {
                return flips;
            }
        }
    }

    /// <summary>What was flipped last has been noticed: the next one may come.</summary>
    public void Account()
    {
        lock (gate)
        {
            isAccounted = true;
        }
    }

    /// <summary>
    /// A step is made: one flip for each, so that a state comes through whole in between. What was flipped in a message
    /// that is of no use any more is not noticed, and not waited for longer than a few steps.
    /// </summary>
    public void OnStep()
    {
        lock (gate)
        {
            stepsSince++;
            isArmed = !isResting && (isAccounted || stepsSince >= StepsMax);
        }
    }

    /// <summary>Flips no more.</summary>
    public void Rest()
    {
        lock (gate)
        {
            (isResting, isArmed) = (true, false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        lock (gate)
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await Task.WhenAll(running);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await listener.AcceptSocketAsync(stopping.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(target.Host, target.Port, stopping.Token);
                lock (gate)
                {
                    sockets.AddRange([near, far]);
                    running.Add(PassAsync(near, far));
                    running.Add(PassAsync(far, near));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        await Task.Yield();
        byte[] buffer = new byte[64 * 1024];
        bool isFlipped = false;
        try
        {
            long passed = 0;
            int count;
            while ((count = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
            {
                isFlipped |= passed >= UnharmedBytes && MaybeFlip(buffer.AsSpan(0, count));
                passed += count;
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent..count), stopping.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }

        if (isFlipped)
        {
            Account();
        }
    }

    private bool MaybeFlip(Span<byte> bytes)
    {
        lock (gate)
        {
            if (!isArmed)
            {
                return false;
            }

            (isArmed, isAccounted, stepsSince) = (false, false, 0);
            PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)flips, 0, 0, 0));
            flips++;
            int room = words.X0 % 2 == 0 ? Math.Min(64, bytes.Length) : bytes.Length;
            bytes[(int)(words.X1 % (uint)room)] ^= (byte)(1 << (int)(words.X2 % 8));
            return true;
        }
    }
}
