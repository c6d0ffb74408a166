using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Web;

/// <summary>
/// Puts routes in front of a web application: HEAD wherever GET is, and for every other method of an address 405 with
/// the methods that it has.
/// </summary>
internal static class RouteTable
{
    /// <summary>Maps all of them.</summary>
    /// <param name="app">The application.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="serve">Answers a request by its route.</param>
    public static void Map(WebApplication app, IReadOnlyList<Route> routes, Func<HttpContext, Route, Task> serve)
    {
        foreach (Route route in routes)
        {
            app.MapMethods(route.Pattern, MethodsOf(route), context => serve(context, route));
        }

        foreach (IGrouping<string, Route> address in routes.GroupBy(route => route.Pattern, StringComparer.Ordinal))
        {
            string allowed = string.Join(", ", address.SelectMany(MethodsOf).Order(StringComparer.Ordinal));
            bool isPage = address.Key == PageFiles.Pattern;

            // An endpoint without methods takes what those of the same address leave.
            app.Map(address.Key, context => isPage && !address.Single().IsThere!(context)
                ? Answers.Problem(context, Answers.NotFound)
                : Refuse(context, allowed));
        }
    }

    private static string[] MethodsOf(Route route) =>
        HttpMethods.IsGet(route.Method) ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];

    private static Task Refuse(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return Answers.Problem(context, new Problem(
            StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"this address has {allowed}"));
    }
}
