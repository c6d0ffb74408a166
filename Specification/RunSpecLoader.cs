using System.Text;
using RnnCluster.Shared;
using RnnCluster.Specification.Reading;

namespace RnnCluster.Specification;

/// <summary>Reads run specs that people write. docs/run-spec.md describes the language.</summary>
public static class RunSpecLoader
{
    /// <summary>
    /// The longest spec that is read, in bytes. A spec has a few dozen keys; a megabyte is somebody's data file,
    /// given by mistake.
    /// </summary>
    public const int LengthMaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a spec from a file.</summary>
    /// <param name="path">The file; relative paths inside are relative to its folder.</param>
    /// <exception cref="InputException">The file cannot be read or is no valid spec.</exception>
    public static RunSpec Load(string path)
    {
        byte[] bytes = ReadBytes(path);
        try
        {
            int mark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return Parse(StrictUtf8.GetString(bytes.AsSpan(mark)), path);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InputException($"{path}: not UTF-8 text; save the run spec as UTF-8", exception);
        }
    }

    /// <summary>Reads a spec from its text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="path">Where it came from: named in messages; its folder is the root of relative paths.</param>
    /// <exception cref="InputException">The text is no valid spec.</exception>
    public static RunSpec Parse(string text, string path)
    {
        RunSpec spec = RunSpecReader.Read(YamlNodes.Parse(text, path), RunSpecForm.Document);
        return spec with { SourcePath = path, SourceText = text };
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException($"{path}: a folder; expected a run spec, a YAML file");
        }

        try
        {
            // A pipe or a device says nothing about its length: no more is read than a spec may have.
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[LengthMaxBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LengthMaxBytes
                ? bytes[..length]
                : throw new InputException($"{path}: longer than {LengthMaxBytes} bytes; expected a run spec");
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new InputException($"{path}: no such file; expected a run spec, a YAML file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }
}
