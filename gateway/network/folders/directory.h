// A directory held open: all operations happen in it, wherever its path points meanwhile. No link in it is
// followed, and no FIFO is waited for.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/diag/result.h"

#include <sys/stat.h>

#include <vector>

namespace renkei::folders {

enum class MoveResult : std::uint8_t {
    yes,
    taken, // the name exists; nothing was overwritten
    gone,  // another process has moved it
};

class Directory {
public:
    // Follows links in the path: the operator configured it.
    static diag::Result<Directory> open(const std::filesystem::path& path);
    diag::Result<Directory> below(const std::string& name) const; // a folder, never a link to one
    diag::Result<Directory> make(const std::string& name) const;  // as below(), made if it is missing

    struct File {
        std::string name{};
        struct stat about {};
    };
    struct Content {
        std::vector<File> files{}; // plain ones
        std::size_t others = 0;    // folders, links and other entries
    };
    diag::Result<Content> content() const;
    bool has(const std::string& name) const; // whatever it is
    // The descriptor is not ok() if no plain file has this name.
    diag::Result<base::FileDescriptor> open_file(const std::string& name) const;
    bool is_named(const base::FileDescriptor& file, const std::string& name) const;

    // A new plain file, whole or not at all, on disk with its name.
    diag::Result<MoveResult> write(const std::string& name, std::string_view bytes,
                                   base::Overwrite overwrite) const;
    // overwrites nothing
    diag::Result<MoveResult> move(const std::string& name, const Directory& to,
                                  const std::string& new_name) const;
    bool remove(const std::string& name) const;
    diag::Result<void> flush() const; // its names are on disk

private:
    Directory(std::filesystem::path path, base::FileDescriptor folder)
        : path_(std::move(path)),
          folder_(std::move(folder)) {}
    std::string path_of(const std::string& name) const { return (path_ / name).string(); }

    std::filesystem::path path_; // for people
    base::FileDescriptor folder_;
};

// What write() calls a file until it is whole; a crash may leave one.
bool is_part(std::string_view name);

// Up to one byte more than `most`.
diag::Result<std::string> read_some(const base::FileDescriptor& file, const std::string& name,
                                    std::size_t most);
// There is a plain file of this name, and it has these bytes and no more.
bool holds(const Directory& folder, const std::string& name, std::string_view bytes);

} // namespace renkei::folders
