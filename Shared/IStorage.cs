namespace RnnCluster.Shared;

/// <summary>
/// The place where a run keeps its files. Names are relative, with '/' between folders; a folder exists as long as a
/// file lies in it. A file appears whole or not at all: a reader, also one after a crash, never sees half of it.
/// </summary>
public interface IStorage
{
    /// <summary>
    /// The end of the names under which files are written before they get their own. After a crash such a file may
    /// be left over; it means nothing and may be deleted whenever nobody writes.
    /// </summary>
    const string TemporarySuffix = ".tmp";

    /// <summary>What a person calls this file in an error message: a path, a URL.</summary>
    /// <param name="name">The file's or folder's name; empty for the storage itself.</param>
    string Locate(string name);

    /// <summary>
    /// The names of the files and folders directly in the storage, in ordinal order, left-over and foreign ones
    /// included. Nothing below them is looked at: a reader opens only what has a name of its own kind.
    /// </summary>
    /// <exception cref="InputException">The storage cannot be read.</exception>
    /// <exception cref="StorageException">The disk fails.</exception>
    IReadOnlyList<string> List();

    /// <summary>Whether a file of this name exists.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InputException">This process may not look there.</exception>
    /// <exception cref="StorageException">The disk fails.</exception>
    bool Exists(string name);

    /// <summary>The length in bytes of the file that has this name now; null if there is none.</summary>
    /// <param name="name">The file's name.</param>
    long? LengthOf(string name);

    /// <summary>Opens a file for reading. The stream can seek and knows its length.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InputException">The file does not exist or cannot be read.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    Stream OpenRead(string name);

    /// <summary>
    /// Opens a file, made if there is none, for adding to its end: for logs, whose reader copes with a torn last line.
    /// A write reaches the operating system before it returns; a flush waits for the disk. A write that throws a
    /// <see cref="StorageException"/> may have added a part of its bytes, from their beginning.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    Stream OpenAppend(string name);

    /// <summary>
    /// Writes a file atomically: under a temporary name beside it, flushed to the disk, then renamed over the old one.
    /// When <paramref name="content"/> throws, the old file stays as it was.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">Writes the content, from the beginning to the end.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    void Write(string name, Action<Stream> content);

    /// <summary>Deletes a file, and its folder when nothing else is in it. A missing file is no error.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InputException">The file cannot be deleted.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    void Delete(string name);
}
