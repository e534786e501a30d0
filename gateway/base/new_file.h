// A file that grows under another name beside its own and gets its own only when it is whole: a reader sees the old file or the
// new one, never half. What is no file (a device, a FIFO, a socket) has no old content and keeps its name: if it may be overwritten, it is
// written into.
#pragma once

#include "gateway/base/descriptor.h"
#include "gateway/base/file.h"

namespace renkei::base {

// Who may read the new file: as umask says, or its owner alone (0600).
enum class Readers : bool { umask, owner };

class NewFile {
public:
    static diag::Result<NewFile> open(const std::filesystem::path& path, Overwrite overwrite, Readers readers = Readers::umask);
    NewFile(NewFile&& other) noexcept;
    NewFile& operator=(NewFile&& other) noexcept;
    ~NewFile();  // removes what was not committed

    diag::Result<void> append(std::string_view bytes);
    // Takes away what was appended behind the first `size` bytes.
    diag::Result<void> cut_to(std::size_t size);
    std::size_t size() const { return size_; }
    bool is_file() const { return !part_.empty(); }  // false: a device, a FIFO, a socket, from which nothing can be taken away

    diag::Result<void> keep_owner();  // owner and group of the file whose name it gets; an error: they are another's, and we may not give it away
    diag::Result<void> commit();  // flushes to disk and gives the file its name; nothing may be appended after it

private:
    NewFile(std::filesystem::path path, Overwrite overwrite) : path_(std::move(path)), overwrite_(overwrite), file_(-1) {}
    tl::unexpected<diag::Error> failed() const;  // errno says why

    std::filesystem::path path_;
    std::filesystem::path part_;  // the other name; empty: there is nothing to remove, or to rename
    Overwrite overwrite_;
    Descriptor file_;
    std::size_t size_ = 0;  // appended
};

// Gives the file `part` the name `path`. Overwrite::no: fails with EEXIST if there is one. False: errno says why.
bool give_name(const std::filesystem::path& part, const std::filesystem::path& path, Overwrite overwrite);

// Removes what runs that were killed left of new files in `folder`, under names that begin with `begin`: never the file of a process
// that is running.
void remove_leftovers(const std::filesystem::path& folder, std::string_view begin = {});

// After a commit whose name must outlast a loss of power: flushes the folder that `path` is in.
diag::Result<void> flush_name(const std::filesystem::path& path);

}  // namespace renkei::base
