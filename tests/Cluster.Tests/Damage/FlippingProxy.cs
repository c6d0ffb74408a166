using System.Net;
using System.Net.Sockets;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>
/// Stands between workers and their coordinator and flips single bits, by a seed, in both directions. Half of them are
/// near the beginning of what came together, where heads are. The next flip comes when this one is accounted for (it
/// was counted as damage, or its connection has ended) and a step was made since. Other kinds of <see cref="Flipping"/>
/// hit what they name, and each flip must be counted as damage before the next.
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
    private readonly Flipping flipping;
    private readonly Lock gate = new();
    private readonly List<Task> running = [];
    private readonly List<Socket> sockets = [];
    private readonly List<SharedPayloads> payloads = [];
    private bool isArmed;
    private bool isResting;
    private bool isAccounted = true;
    private int stepsSince;
    private int flips;

    public FlippingProxy(Endpoint target, ulong seed, Flipping flipping = Flipping.Any)
    {
        this.target = target;
        this.flipping = flipping;
        isArmed = flipping == Flipping.Any;
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
    /// that is of no use any more is not noticed, and not waited for longer than a few steps. What is flipped on
    /// purpose must be noticed.
    /// </summary>
    public void OnStep()
    {
        lock (gate)
        {
            stepsSince++;
            isArmed = !isResting && (isAccounted || (flipping == Flipping.Any && stepsSince >= StepsMax));
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
        payloads.ForEach(shared => shared.Dispose());
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
                    var shared = new SharedPayloads();
                    payloads.Add(shared);
                    running.Add(PassAsync(near, far, shared, isDiallers: true));
                    running.Add(PassAsync(far, near, shared, isDiallers: false));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task PassAsync(Socket from, Socket to, SharedPayloads shared, bool isDiallers)
    {
        await Task.Yield();
        byte[] buffer = new byte[64 * 1024];
        bool isFlipped = false;
        var watch = new FrameWatch();
        try
        {
            long passed = 0;
            int count;
            while ((count = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
            {
                isFlipped |= flipping == Flipping.Any
                    ? passed >= UnharmedBytes && MaybeFlip(buffer.AsSpan(0, count))
                    : MaybeFlipFrame(buffer.AsSpan(0, count), watch, shared, isDiallers);
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

        if (isFlipped && flipping == Flipping.Any)
        {
            Account();
        }
    }

    private bool MaybeFlip(Span<byte> bytes)
    {
        if (TryDraw() is not { } words)
        {
            return false;
        }

        int room = words.X0 % 2 == 0 ? Math.Min(64, bytes.Length) : bytes.Length;
        bytes[(int)(words.X1 % (uint)room)] ^= (byte)(1 << (int)(words.X2 % 8));
        return true;
    }

    /// <summary>
    /// Flips in the first frame whose lengths are among these bytes, or whose payload is in shared memory.
    /// </summary>
    private bool MaybeFlipFrame(Span<byte> bytes, FrameWatch watch, SharedPayloads shared, bool isDiallers)
    {
        shared.Watch(bytes);
        bool isShared = flipping is Flipping.SharedToCoordinator or Flipping.SharedToWorkers;
        bool isWanted = isDiallers == (flipping is Flipping.SharedToCoordinator or Flipping.LengthsToCoordinator);
        bool isFlipped = false;
        for (int at = 0; watch.Next(bytes, ref at);)
        {
            bool fits = isShared ? watch.PlacedBytes > 0 : watch.IsChecked && watch.Start >= 0;
            if (!isWanted || !fits || TryDraw() is not { } words)
            {
                continue;
            }

            isFlipped = true;
            byte mask = (byte)(1 << (int)(words.X2 % 8));
            if (isShared)
            {
                shared.Flip(isDiallers, watch.Place, (int)(words.X1 % (uint)watch.PlacedBytes), mask);
            }
            else
            {
                bytes[watch.Start + (int)(words.X1 % FrameLimits.HeaderBytes)] ^= mask;
            }
        }

        return isFlipped;
    }

    /// <summary>The random words of the next flip; null while none may be made.</summary>
    private PhiloxWords? TryDraw()
    {
        lock (gate)
        {
            if (!isArmed)
            {
                return null;
            }

            (isArmed, isAccounted, stepsSince) = (false, false, 0);
            return Philox.Compute(key, new PhiloxWords((uint)flips++, 0, 0, 0));
        }
    }
}
