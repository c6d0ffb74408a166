using System.Net;
using System.Net.Sockets;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Mistakes in the command lines of a cluster: found before a file is written or a connection made.</summary>
public sealed class MistakeTests : IDisposable
{
    private const string NoAddress = "is not an address: expected HOST:PORT, such as 127.0.0.1:7070 or [::1]:7070";
    private const string NotLoopback =
        "is not a loopback address; the connection is not encrypted: add --insecure to accept that";

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("coordinator S", "--listen HOST:PORT is missing; see 'rnncluster coordinator --help'")]
    [InlineData("coordinator S --listen 127.0.0.1", $"'127.0.0.1' {NoAddress}")]
    [InlineData("coordinator S --listen 127.0.0.1:65536", $"'127.0.0.1:65536' {NoAddress}")]
    [InlineData("coordinator S --listen ::1:7070", $"'::1:7070' {NoAddress}")]
    [InlineData("coordinator S --listen 0.0.0.0:7070", $"0.0.0.0:7070 {NotLoopback}")]
    [InlineData("coordinator S --listen 192.0.2.1:7070 --insecure", "192.0.2.1:7070 is not an address of this machine: listen on one that is, or on 0.0.0.0 for all of them")]
    [InlineData("coordinator S --listen nobody.invalid:7070 --insecure", "nobody.invalid:7070 has a name that no address is known for: check it, or give the address")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --min-workers 0", "--min-workers '0': expected a whole number from 1 to 1024; see 'rnncluster coordinator --help'")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --workers 2", "--workers '2': expected a whole number from 0 to 1; see 'rnncluster coordinator --help'")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --name The.Boss", "--name 'The.Boss': expected 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --akka here", $"'here' {NoAddress}")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --akka 192.0.2.1:0", $"192.0.2.1:0 {NotLoopback}")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --insecure --akka 0.0.0.0:0", "0.0.0.0:0: Akka needs the one address by which workers reach this machine, not all of them")]
    [InlineData("coordinator S --listen 127.0.0.1:0 --akka-settings nowhere.conf", "--akka-settings nowhere.conf: there is no such file")]
    [InlineData("worker --join 127.0.0.1:7070 --log-level loud", "--log-level 'loud': expected one of none, error, warning, information, debug")]
    [InlineData("worker --join 127.0.0.1:7070 --akka-settings nowhere.conf", "--akka-settings nowhere.conf: there is no such file")]
    [InlineData("worker", "--join HOST:PORT[,HOST:PORT...] is missing; see 'rnncluster worker --help'")]
    [InlineData("worker --join here", $"'here' {NoAddress}")]
    [InlineData("worker --join 127.0.0.1:7070,", $"'' {NoAddress}")]
    [InlineData("worker --join localhost:0", "--join 'localhost:0': nobody listens on port 0; give the port that the coordinator tells")]
    [InlineData("worker --join 127.0.0.1:7070,192.0.2.1:7070", $"192.0.2.1:7070 {NotLoopback}")]
    [InlineData("worker --join 127.0.0.1:7070 --name -a", "--name '-a': expected 1 to 63 of a-z, 0-9, '-' and '.', the first a letter or a digit")]
    [InlineData("worker --join 127.0.0.1:7070 --give-up-after 0", "--give-up-after '0': expected a whole number from 1 to 86400; see 'rnncluster worker --help'")]
    [InlineData("train S --processes", "--processes needs --workers N: how many workers there are to be")]
    [InlineData("train S --workers 0", "--workers '0': expected a whole number from 1 to 1024; see 'rnncluster train --help'")]
    [InlineData("train S --amend 7", "--amend '7': expected STEP:RATE, such as 4000:0.0005, the rate a number above 0")]
    [InlineData("train S --amend 7:0", "--amend '7:0': expected STEP:RATE, such as 4000:0.0005, the rate a number above 0")]
    public void AMistakeIsOneLineAndLeavesNothingBehind(string line, string message)
    {
        string spec = folder.Spec();
        string[] arguments = [.. line.Split(' ').Select(word => word == "S" ? spec : word)];
        if (line.Contains(" S", StringComparison.Ordinal))
        {
            arguments = [.. arguments, "--out", folder.At("out")];
        }

        Answer answer = Answer.To(arguments);
        Assert.Equal($"rnncluster: {message}\n", answer.Error);
        Assert.DoesNotContain("run ", answer.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Mistake, answer.Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Fact]
    public void APortInUseIsNamedBeforeAnythingIsWritten()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        string address = $"127.0.0.1:{port}";
        Answer answer = Answer.To("coordinator", folder.Spec(), "--listen", address, "--out", folder.At("out"));
        Assert.Equal(
            $"rnncluster: {address} is in use by another program: stop it, or listen on another port\n", answer.Error);
        Assert.Equal("", answer.Output);
        Assert.Equal(ExitCode.Mistake, answer.Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }
}
