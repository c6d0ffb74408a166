namespace RnnCluster.Dashboard.Web;

/// <summary>The description of the API, an embedded resource of the assembly.</summary>
internal static class OpenApiDocument
{
    private const string Name = "openapi.json";

    public static byte[] Bytes { get; } = Load();

    private static byte[] Load()
    {
        using Stream stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
