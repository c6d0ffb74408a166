namespace RnnCluster.Shared.Tests;

public sealed class DirectHttpTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7070/", false)]
    [InlineData("http://localhost:7070/", false)]
    [InlineData("http://[::1]:7070/", false)]
    [InlineData("http://10.0.0.1:7070/", false)]
    [InlineData("http://collector.example:4318/", false)]
    [InlineData("https://127.9.9.9:4318/", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("https://[::ffff:127.0.0.1]/", false)]
    [InlineData("https://collector.example/", true)]
    public void AProxyIsAskedOnlyWhereItCannotReadWhatIsSaid(string address, bool expected)
    {
        using SocketsHttpHandler handler = DirectHttp.HandlerFor(new Uri(address));

        Assert.Equal((expected, false, false), (handler.UseProxy, handler.AllowAutoRedirect, handler.UseCookies));
    }
}
