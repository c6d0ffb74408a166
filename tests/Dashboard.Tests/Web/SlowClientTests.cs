using System.Net;
using System.Net.Sockets;
using System.Text;
using RnnCluster.Dashboard.Web;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>Clients that hold connections and do nothing with them, thousands of them, over real sockets.</summary>
public sealed class SlowClientTests
{
    private const int Clients = 3 * WebHost.ConnectionsMax;

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: local")]
    [InlineData("POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 100\r\n\r\n{")]
    public async Task ManyClientsThatSayNothingKeepNoOtherFromItsAnswer(string begun)
    {
        await using ServerRig rig = await ServerRig.Start();
        List<Socket> idle = await Connect(rig, Clients, begun);

        for (int asked = 0; asked < 10; asked++)
        {
            using HttpClient client = rig.NewClient();
            Assert.Equal("alive\n", await client.GetStringAsync("/healthz"));
        }

        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task WhoWatchesKeepsTheConnectionWhateverOthersDo()
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpClient client = rig.NewClient();
        using EventReader stream = await EventReader.Open(client);
        Assert.Equal("snapshot", (await stream.Next())!.Value.Name);

        List<Socket> idle = await Connect(rig, Clients, "");
        rig.Publish(Example.Step(1));

        long step = 0;
        while (step < 1)
        {
            step = (await stream.Next())!.Value.Data.GetProperty("status").GetProperty("step").GetInt64();
        }

        idle.ForEach(socket => socket.Dispose());
    }

    private static async Task<List<Socket>> Connect(ServerRig rig, int count, string begun)
    {
        var sockets = new List<Socket>();
        byte[] bytes = Encoding.ASCII.GetBytes(begun);
        for (int index = 0; index < count; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, rig.Server.Listening.Port);
                await socket.SendAsync(bytes);
            }
            catch (SocketException)
            {
                // Its seat is another's already.
            }
        }

        return sockets;
    }
}
