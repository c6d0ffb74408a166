using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Access;

/// <summary>What operators show. Comparing takes the same time whatever is wrong, and whatever its length.</summary>
internal sealed class AccessToken
{
    /// <summary>A token that a person made up must not be guessed; ours have 43 characters.</summary>
    private const int LengthMin = 16;

    private const int RandomBytes = 32;

    private readonly byte[] hash;

    private AccessToken(string text)
    {
        Text = text;
        hash = Hash(text);
    }

    /// <summary>The token, to be printed once.</summary>
    public string Text { get; }

    /// <summary>32 random bytes, base64url.</summary>
    public static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>A token that was given, or a new one.</summary>
    /// <param name="given">What was given; null for a new one.</param>
    /// <exception cref="InputException">It is too short, or has a character that no header can carry.</exception>
    public static AccessToken Of(string? given)
    {
        if (given is not null && (given.Length < LengthMin || given.Any(letter => letter is <= ' ' or > '~')))
        {
            throw new InputException(
                $"the dashboard's token must have at least {LengthMin} visible ASCII characters without blanks");
        }

        return new AccessToken(given ?? Random());
    }

    public bool Is(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(hash, Hash(shown));

    /// <summary>SHA-256 of a text: what is kept of secrets, and compared.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
