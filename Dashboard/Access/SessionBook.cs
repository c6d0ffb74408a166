using System.Security.Cryptography;

namespace RnnCluster.Dashboard.Access;

/// <summary>Who is logged in.</summary>
internal sealed class SessionBook(TimeProvider time)
{
    /// <summary>Browsers of a team; one more ends the session that was idle longest.</summary>
    public const int SessionsMax = 64;

    /// <summary>A session ends when it was idle for a working day.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromHours(12);

    private readonly Lock gate = new();

    /// <summary>The one that was used last stands last.</summary>
    private readonly List<(Session Session, long UsedAt)> sessions = [];

    /// <summary>Begins a session.</summary>
    /// <param name="cookie">What the browser is to keep.</param>
    public Session Begin(out string cookie)
    {
        cookie = AccessToken.Random();
        var session = new Session(AccessToken.Hash(cookie), AccessToken.Random());
        lock (gate)
        {
            if (sessions.Count == SessionsMax)
            {
                sessions.RemoveAt(0);
            }

            sessions.Add((session, time.GetTimestamp()));
        }

        return session;
    }

    /// <summary>The session of a cookie; null if there is none.</summary>
    public Session? Find(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie))
        {
            return null;
        }

        byte[] hash = AccessToken.Hash(cookie);
        lock (gate)
        {
            sessions.RemoveAll(entry => time.GetElapsedTime(entry.UsedAt) > IdleMax);
            int index = sessions.FindIndex(
                entry => CryptographicOperations.FixedTimeEquals(entry.Session.CookieHash, hash));
            if (index < 0)
            {
                return null;
            }

            Session found = sessions[index].Session;
            sessions.RemoveAt(index);
            sessions.Add((found, time.GetTimestamp()));
            return found;
        }
    }

    /// <summary>Ends a session.</summary>
    public void End(Session session)
    {
        lock (gate)
        {
            sessions.RemoveAll(entry => entry.Session == session);
        }
    }
}
