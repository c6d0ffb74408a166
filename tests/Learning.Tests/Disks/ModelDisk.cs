using RnnCluster.Learning.Disks;

namespace RnnCluster.Learning.Tests.Disks;

/// <summary>
/// A file system whose power can fail at any operation. What is on the disk is what was flushed; of what was not, a
/// part survives that a seed draws: of the changes of a folder any of them, a rename whole or not at all, and of a
/// file's bytes some, with zeros where the length survived and the bytes did not.
/// </summary>
internal sealed class ModelDisk : IDisk
{
    private readonly FolderNode root;
    private bool isDead;

    public ModelDisk()
        : this(new FolderNode())
    {
    }

    private ModelDisk(FolderNode root) => this.root = root;

    public int Operations { get; private set; }

    /// <summary>The operation, counted from 1, at which the power fails.</summary>
    public int LossAt { get; set; } = int.MaxValue;

    /// <summary>Planted faults: the stream's flush does nothing; the folder's does.</summary>
    public bool ForgetsFileFlush { get; set; }

    public bool ForgetsFolderFlush { get; set; }

    /// <summary>All files by path.</summary>
    public SortedDictionary<string, byte[]> Files
    {
        get
        {
            var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            Gather(root, string.Empty, files);
            return files;
        }
    }

    /// <summary>What a machine finds that was switched on again.</summary>
    public ModelDisk Survive(Random random) => new(Survivor(root, random));

    public IEnumerable<string> Entries(string folder) =>
        FolderAt(folder)?.Entries.Keys.ToArray() ?? throw new DirectoryNotFoundException(folder);

    public bool FileExists(string path) => Find(path) is FileNode;

    public bool FolderExists(string path) => FolderAt(path) is not null;

    public bool IsLink(string path) => false;

    public long? LengthOf(string path) => (Find(path) as FileNode)?.Bytes.Count;

    public Stream OpenRead(string path) => Find(path) is FileNode file
        ? new MemoryStream([.. file.Bytes], writable: false)
        : throw new FileNotFoundException(path);

    public Stream OpenAppend(string path) =>
        Find(path) is FileNode file ? new ModelStream(this, file) : Create(path);

    public Stream Create(string path)
    {
        Operate();
        var file = new FileNode();
        (FolderNode folder, string name) = Parent(path);
        folder.Change(entries => entries[name] = file);
        return new ModelStream(this, file);
    }

    public void Rename(string from, string to)
    {
        Operate();
        (FolderNode folder, string old) = Parent(from);
        (FolderNode other, string name) = Parent(to);
        Assert.Same(folder, other);
        object node = folder.Entries[old];
        folder.Change(entries =>
        {
            entries.Remove(old);
            entries[name] = node;
        });
    }

    public void DeleteFile(string path)
    {
        Operate();
        (FolderNode folder, string name) = Parent(path);
        folder.Change(entries => entries.Remove(name));
    }

    public void CreateFolder(string path)
    {
        Operate();
        (FolderNode folder, string name) = Parent(path);
        var made = new FolderNode();
        folder.Change(entries => entries[name] = made);
    }

    public void DeleteFolder(string path) => DeleteFile(path);

    public void SyncFolder(string path)
    {
        Operate();
        if (!ForgetsFolderFlush)
        {
            FolderAt(path)!.Sync();
        }
    }

    private static string[] Parts(string path) => [.. path.Split('/').Where(part => part is not ("" or "."))];

    private static void Gather(FolderNode folder, string prefix, SortedDictionary<string, byte[]> files)
    {
        foreach ((string name, object node) in folder.Entries)
        {
            if (node is FileNode file)
            {
                files.Add(prefix + name, [.. file.Bytes]);
            }
            else
            {
                Gather((FolderNode)node, prefix + name + "/", files);
            }
        }
    }

    private static FolderNode Survivor(FolderNode folder, Random random)
    {
        var entries = new SortedDictionary<string, object>(folder.Durable, StringComparer.Ordinal);
        int mood = random.Next(3);
        foreach (Action<SortedDictionary<string, object>> change in folder.Pending)
        {
            if (mood == 0 || (mood == 1 && random.Next(2) == 0))
            {
                change(entries);
            }
        }

        var survivor = new FolderNode();
        foreach ((string name, object node) in entries)
        {
            object copy = node is FileNode file ? Survivor(file, random) : Survivor((FolderNode)node, random);
            survivor.Change(into => into[name] = copy);
        }

        survivor.Sync();
        return survivor;
    }

    private static FileNode Survivor(FileNode file, Random random)
    {
        var survivor = new FileNode();
        byte[] bytes = [.. file.Bytes];
        int length = random.Next(3) switch
        {
            0 => file.Durable,
            1 => bytes.Length,
            _ => random.Next(file.Durable, bytes.Length + 1),
        };
        survivor.Bytes.AddRange(bytes[..length]);
        if (length > file.Durable && random.Next(2) == 0)
        {
            for (int index = random.Next(file.Durable, length); index < length; index++)
            {
                survivor.Bytes[index] = 0;
            }
        }

        survivor.Durable = length;
        return survivor;
    }

    private void Operate()
    {
        if (isDead || ++Operations == LossAt)
        {
            isDead = true;
            throw new PowerLossException();
        }
    }

    private object? Find(string path)
    {
        object? node = root;
        foreach (string part in Parts(path))
        {
            node = node is FolderNode folder ? folder.Entries.GetValueOrDefault(part) : null;
        }

        return node;
    }

    private FolderNode? FolderAt(string path) => Find(path) as FolderNode;

    private (FolderNode Folder, string Name) Parent(string path)
    {
        string[] parts = Parts(path);
        return (FolderAt(string.Join('/', parts[..^1])) ?? throw new DirectoryNotFoundException(path), parts[^1]);
    }

    private sealed class FileNode
    {
        public List<byte> Bytes { get; } = [];

        /// <summary>How many of the bytes are flushed: files only grow here.</summary>
        public int Durable { get; set; }
    }

    private sealed class FolderNode
    {
        public SortedDictionary<string, object> Entries { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, object> Durable { get; private set; } = new(StringComparer.Ordinal);

        public List<Action<SortedDictionary<string, object>>> Pending { get; } = [];

        public void Change(Action<SortedDictionary<string, object>> change)
        {
            change(Entries);
            Pending.Add(change);
        }

        public void Sync()
        {
            Durable = new SortedDictionary<string, object>(Entries, StringComparer.Ordinal);
            Pending.Clear();
        }
    }

    private sealed class ModelStream(ModelDisk disk, FileNode file) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                disk.Operate();
                file.Bytes.AddRange(bytes);
            }
            catch (PowerLossException)
            {
                file.Bytes.AddRange(bytes[..(bytes.Length / 2)]);
                throw;
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            disk.Operate();
            if (!disk.ForgetsFileFlush)
            {
                file.Durable = file.Bytes.Count;
            }
        }
    }
}
