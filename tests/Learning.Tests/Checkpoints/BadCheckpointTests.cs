using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Tests.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Bad checkpoints, opened by their folder, and the very message that each gives.</summary>
public sealed class BadCheckpointTests
{
    private const string Folder = "checkpoint-0000000010";
    private const string Manifest = Folder + "/manifest.json";
    private const string State = Folder + "/state.safetensors";

    private static readonly SortedDictionary<string, (Action<FaultyStorage> Spoil, string Message)> Cases =
        new(StringComparer.Ordinal)
        {
            ["no manifest"] = (
                disk => disk.Files.Remove(Manifest),
                $"out/{Manifest}: missing: the checkpoint was never finished, or is being deleted"),
            ["no state"] = (
                disk => disk.Files.Remove(State), $"out/{State}: missing, but its manifest is there"),
            ["an empty manifest"] = (
                disk => disk.Files[Manifest] = [],
                $"out/{Manifest}: torn or altered: it does not match its own manifestSha256"),
            ["an edited manifest"] = (
                disk => disk.Files[Manifest] = Replaced(disk, "\"step\": 10", "\"step\": 11"),
                $"out/{Manifest}: torn or altered: it does not match its own manifestSha256"),
            ["a manifest too long"] = (
                disk => disk.Files[Manifest] = new byte[CheckpointManifest.LengthMaxBytes + 1],
                $"out/{Manifest}: 64000001 bytes long, at most 64000000 are read"),
            ["another format"] = (
                disk => Reseal(disk, "rnncluster-checkpoint", "zip"),
                $"out/{Manifest}: field 'format' must be \"rnncluster-checkpoint\""),
            ["a format of the future"] = (
                disk => Reseal(disk, "\"formatVersion\": 1", "\"formatVersion\": 2"),
                $"out/{Manifest}: format version 2, this program reads 1: use the release that wrote it"),
            ["a field that is missing"] = (
                disk => Reseal(disk, "\"dataHash\"", "\"data\""), $"out/{Manifest}: field 'dataHash' is missing"),
            ["a field of the wrong kind"] = (
                disk => Reseal(disk, "\"step\": 10", "\"step\": \"ten\""),
                $"out/{Manifest}: field 'step' must be a whole number >= 0"),
            ["a text that is a number"] = (
                disk => Reseal(disk, $"\"{Sample.RunId}\"", "7"), $"out/{Manifest}: field 'runId' must be a text"),
            ["a run id with a line break"] = (
                disk => Reseal(disk, Sample.RunId, "a\\nb"),
                $"out/{Manifest}: field 'runId' must be visible characters without blanks"),
            ["a manifest that is no JSON"] = (
                disk => Reseal(disk, "\"step\": 10,", "\"step\": ,"),
                $"out/{Manifest}: not the JSON that a manifest is made of"),
            ["a step of another folder"] = (
                disk => Reseal(disk, "\"step\": 10", "\"step\": 11"),
                $"out/{Manifest}: describes step 11, but its folder is called {Folder}"),
            ["a state cut short"] = (
                disk => disk.Files[State] = disk.Files[State][..^1],
                $"out/{State}: torn or altered: 539 bytes long, its manifest says 540"),
            ["a state with a changed byte"] = (
                disk => disk.Files[State][^1] ^= 1,
                $"out/{State}: altered: its SHA-256 is not the one in its manifest"),
            ["a state hash that is not the state's"] = (
                disk => Reseal(disk, "\"stateHash\": \"", "\"stateHash\": \"0"),
                $"out/{State}: its state hash is {Hash}, its manifest says 0{Hash}"),
            ["a consistent file that is no safetensors"] = (
                disk => ReplaceState(disk, new byte[7]), $"out/{State}: not a safetensors file: only 7 bytes long"),
            ["a tensor whose name could forge a header"] = (
                disk => ReplaceState(
                    disk, RawFile.Of("""{"a\nb":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)),
                $"out/{State}: tensor 'a?b' cannot be part of a state"),
            ["a parameter that is NaN"] = (
                disk => ReplaceState(disk, RawFile.Of(
                    """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [0xFF, 0xFF, 0xFF, 0xFF])),
                $"out/{State}: step 10: element 0 of tensor 'w' is not a finite number"),
        };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    private static string Hash => StateHash.Compute(Sample.State(10));

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void ABadCheckpointIsRefusedWithItsMessage(string name)
    {
        var disk = new FaultyStorage();
        Sample.Store(disk).Write(Sample.Content(10));
        Cases[name].Spoil(disk);
        InputException fault = Assert.Throws<InputException>(() => CheckpointReader.Read(disk, Folder));
        Assert.Equal(Cases[name].Message, fault.Message);
    }

    private static byte[] Replaced(FaultyStorage disk, string old, string now)
    {
        string text = Encoding.UTF8.GetString(disk.Files[Manifest]);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(old, now, StringComparison.Ordinal));
    }

    private static void Reseal(FaultyStorage disk, string old, string now)
    {
        byte[] manifest = Replaced(disk, old, now);
        ManifestSeal.Close(manifest);
        disk.Files[Manifest] = manifest;
    }

    private static void ReplaceState(FaultyStorage disk, byte[] state)
    {
        byte[] before = disk.Files[State];
        disk.Files[State] = state;
        Reseal(disk, Sha(before), Sha(state));
        Reseal(
            disk,
            string.Create(CultureInfo.InvariantCulture, $"\"bytes\": {before.Length}"),
            string.Create(CultureInfo.InvariantCulture, $"\"bytes\": {state.Length}"));
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

}
