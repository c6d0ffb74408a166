using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RnnCluster.Browser.Tests;

/// <summary>
/// The dashboard in a window. Whatever the page does that it should not, a request to somebody else, an error, a breach
/// of the content-security policy, is written down, and fails the test at its end.
/// </summary>
internal sealed partial class WatchedPage : IAsyncDisposable
{
    /// <summary>The panels by their names in the address, in the order of the tabs.</summary>
    public static readonly string[] Panels =
        ["run", "cluster", "steps", "network", "checkpoints", "events", "actors", "compare"];

    private readonly Uri site;
    private readonly List<string> faults = [];
    private readonly List<string> forgiven = [];

    public WatchedPage(Uri site, IPage page)
    {
        this.site = site;
        Page = page;
        page.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"error: {error}");
        page.Request += (_, request) => Note(site.IsBaseOf(new Uri(request.Url)) is false, $"request: {request.Url}");
    }

    /// <summary>What the browser shows.</summary>
    public IPage Page { get; }

    /// <summary>The line at the top.</summary>
    public ILocator Banner => Page.GetByRole(AriaRole.Banner);

    /// <summary>Where a message appears.</summary>
    public ILocator Notice => Page.Locator("#notice");

    /// <summary>Opens a panel and waits until it is live.</summary>
    public async Task Show(string panel, string query = "")
    {
        await Page.GotoAsync($"{site}?panel={panel}{query}");
        await AwaitLive();
        await Expect(Page.Locator($"#panel-{panel}")).ToBeVisibleAsync();
    }

    /// <summary>Waits until what is seen is what happens.</summary>
    public Task AwaitLive() => Expect(Banner.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();

    /// <summary>Waits until the line at the top says of the connection what begins so.</summary>
    public Task AwaitConnection(string words) => Expect(Banner.GetByText(new Regex($"^{words}"))).ToBeVisibleAsync();

    /// <summary>Waits until the run is in a state, by its word at the top.</summary>
    public Task AwaitState(string state) => Expect(Banner.GetByText(state, new() { Exact = true })).ToBeVisibleAsync();

    /// <summary>A button of the line at the top.</summary>
    public ILocator Control(string name) => Banner.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A figure of the run's panel.</summary>
    public ILocator Tile(string name) => Page.Locator("#panel-run .tiles div")
        .Filter(new() { Has = Page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    /// <summary>Goes to a panel by its tab, and has the events show one kind alone.</summary>
    public async Task<ILocator> ShowEvents(string kind)
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Events" }).ClickAsync();
        ILocator panel = Page.Locator("#panel-events");
        foreach (ILocator box in await panel.GetByRole(AriaRole.Checkbox, new() { Checked = true }).AllAsync())
        {
            await box.UncheckAsync();
        }

        await panel.GetByLabel(kind, new() { Exact = true }).CheckAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"kinds={kind}"));
        return panel.Locator("tbody tr");
    }

    /// <summary>Answers the dialog that is open.</summary>
    public Task Answer(string action) =>
        Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();

    /// <summary>Enters the token as a person does.</summary>
    public async Task LogIn(string token)
    {
        await Control("Log in").ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Token").FillAsync(token);
        await Answer("Log in");
    }

    /// <summary>Changes the learning rate as a person does.</summary>
    public async Task ChangeRate(string rate)
    {
        await Control("Learning rate…").ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Learning rate").FillAsync(rate);
        await Answer("Change it");
    }

    /// <summary>The first and the last step that the chart of the loss says that it shows.</summary>
    public async Task<(long First, long Last)> LossSteps()
    {
        ILocator plot = Page.GetByRole(AriaRole.Img, new() { NameRegex = LossRange() });
        string label = (await plot.GetAttributeAsync("aria-label"))!;
        Match steps = LossRange().Match(label);
        return (NumberIn(steps.Groups["first"].Value), NumberIn(steps.Groups["last"].Value));
    }

    /// <summary>Waits until the chart of the loss goes beyond a step.</summary>
    public Task AwaitLossBeyond(long step) => Page.WaitForFunctionAsync(
        """
        step => {
          const label = document.querySelector('#panel-run .plot')?.getAttribute('aria-label') ?? '';
          return Number(/ to ([\d,]+)$/.exec(label)?.[1].replaceAll(',', '') ?? 0) > step;
        }
        """,
        step);

    /// <summary>
    /// Waits until the chart of the loss begins at step 1. The history comes by a request of its own, which the first
    /// updates of the stream may overtake.
    /// </summary>
    public Task AwaitLossFromTheBeginning() => Page.WaitForFunctionAsync(
        """
        () => / step 1 to /.test(document.querySelector('#panel-run .plot')?.getAttribute('aria-label') ?? '')
        """);

    /// <summary>The step of the line of progress.</summary>
    public async Task<long> Step() => NumberIn(await Page.Locator(".step b").InnerTextAsync());

    /// <summary>Waits for so many updates, which come while a run stands still too.</summary>
    /// <returns>The step that it is at then.</returns>
    public Task<long> AwaitUpdates(int count) => Page.EvaluateAsync<long>(
        """
        count => new Promise((resolve, reject) => {
          const stream = new EventSource('api/stream');
          setTimeout(() => reject(new Error('no updates come')), 30000);
          stream.addEventListener('update', event => {
            if (--count === 0) {
              stream.close();
              resolve(JSON.parse(event.data).status.step);
            }
          });
        })
        """,
        count);

    /// <summary>What is written down and fits this is no fault: the test makes it happen.</summary>
    public void Forgive(string words) => forgiven.Add(words);

    /// <summary>Fails if the page did something that it should not.</summary>
    public void AssertFaultless()
    {
        lock (faults)
        {
            faults.RemoveAll(fault => forgiven.Exists(words => fault.Contains(words, StringComparison.Ordinal)));
            Assert.Empty(faults);
        }
    }

    public ValueTask DisposeAsync() => Page.Context.DisposeAsync();

    private static long NumberIn(string text) =>
        long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private void Note(bool isFault, string what)
    {
        if (isFault)
        {
            lock (faults)
            {
                faults.Add(what);
            }
        }
    }

    [GeneratedRegex("^Loss: .*; step (?<first>[0-9,]+) to (?<last>[0-9,]+)$")]
    private static partial Regex LossRange();
}
