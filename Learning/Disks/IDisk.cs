namespace RnnCluster.Learning.Disks;

/// <summary>
/// What a file system does, one call each, with .NET's exceptions. What is not flushed may be forgotten, torn or
/// reordered by a loss of power: the contents of files until their stream is flushed, the entries of a folder (files
/// made, renamed, deleted) until the folder is. In which order calls are made is the business of
/// <see cref="Checkpoints.DirectoryStorage"/>.
/// </summary>
internal interface IDisk
{
    /// <summary>The names of the files and folders directly in a folder.</summary>
    IEnumerable<string> Entries(string folder);

    /// <summary>Whether a file has this path. Throws where the system does not let this process look.</summary>
    bool FileExists(string path);

    /// <summary>Whether a folder has this path.</summary>
    bool FolderExists(string path);

    /// <summary>Whether a path is a symbolic link, whatever it leads to.</summary>
    bool IsLink(string path);

    /// <summary>The length of a file in bytes; null if there is none.</summary>
    long? LengthOf(string path);

    /// <summary>Opens a file for reading.</summary>
    Stream OpenRead(string path);

    /// <summary>Opens a file for adding to its end, made if there is none. A flush waits for the disk.</summary>
    Stream OpenAppend(string path);

    /// <summary>Makes an empty file, in place of one that is there. Flushing the stream waits for the disk.</summary>
    Stream Create(string path);

    /// <summary>Gives a file another name, in place of one that has it.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file or a link; a missing one is no error.</summary>
    void DeleteFile(string path);

    /// <summary>Makes a folder in one that is there.</summary>
    void CreateFolder(string path);

    /// <summary>Deletes an empty folder.</summary>
    void DeleteFolder(string path);

    /// <summary>Waits until a folder's entries are on the disk.</summary>
    void SyncFolder(string path);
}
