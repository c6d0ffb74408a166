using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Web;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>Serves the files of a page from an assembly that holds what the test says.</summary>
internal sealed class FileHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private FileHost(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = ServerRig.WaitMax };
    }

    public HttpClient Client { get; }

    public static async Task<FileHost> Start(Dictionary<string, string> files)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        foreach (Route route in new PageFiles(new PageAssembly(files)).All)
        {
            app.MapMethods(route.Pattern, [route.Method], context =>
                route.Handle(context, new Identity("test", HasToken: false, Session: null)));
        }

        await app.StartAsync();
        return new FileHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private sealed class PageAssembly(Dictionary<string, string> files) : Assembly
    {
        public override string[] GetManifestResourceNames() =>
            [.. files.Keys.Select(name => "page/" + name), "openapi.json"];

        public override Stream? GetManifestResourceStream(string name) =>
            files.TryGetValue(name["page/".Length..], out string? text)
                ? new MemoryStream(Encoding.UTF8.GetBytes(text))
                : null;
    }
}
