namespace RnnCluster.Dashboard.Access;

/// <summary>Somebody who logged in.</summary>
/// <param name="CookieHash">SHA-256 of what their cookie holds.</param>
/// <param name="Csrf">What their page sends along with every change, which no other site can know.</param>
internal sealed record Session(byte[] CookieHash, string Csrf);
