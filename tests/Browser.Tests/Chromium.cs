using Microsoft.Playwright;
using RnnCluster.Dashboard;
using RnnCluster.TestKit;

namespace RnnCluster.Browser.Tests;

/// <summary>Debian's Chromium, started by the first test that opens a page.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The accessibility checker, which comes with the packages of the page.</summary>
    public static readonly string AxeScript =
        RepositoryRoot.Join("Dashboard", "Page", "node_modules", "axe-core", "axe.min.js");

    /// <summary>
    /// Far beyond what anything takes that a test waits for, on a machine that does other things too; a bound that is
    /// part of what is tested is given where it is.
    /// </summary>
    private const float PatienceMilliseconds = 30_000;

    private const string Program = "/usr/bin/chromium";

    private IPlaywright? driver;
    private IBrowser? browser;

    /// <summary>Why no page can be looked at here; null when one can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>Why axe-core cannot look at one; null when it can.</summary>
    public static string? AxeAbsence { get; } = Absence
        ?? (File.Exists(AxeScript) ? null : "needs axe-core (npm ci in Dashboard/Page)");

    /// <summary>Opens a window with cookies of its own.</summary>
    internal async Task<WatchedPage> Open(Uri site, int width = 1440, ColorScheme theme = ColorScheme.Light)
    {
        driver ??= await Playwright.CreateAsync();
        browser ??= await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program });
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        IBrowserContext window = await browser.NewContextAsync(
            new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = theme });
        window.SetDefaultTimeout(PatienceMilliseconds);
        return new WatchedPage(site, await window.NewPageAsync());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        driver?.Dispose();
    }

    private static string? FindAbsence()
    {
        if (!File.Exists(Program))
        {
            return $"needs Chromium (apt-get install chromium): there is no {Program}";
        }

        return typeof(DashboardServer).Assembly.GetManifestResourceNames().Contains("page/index.html")
            ? null
            : "needs the dashboard's page (apt-get install npm, then dotnet build): this build has none";
    }
}
