// Files: read whole, map into memory, write whole or not at all.
#pragma once

#include "gateway/core/base/filesystem.h"
#include "gateway/core/diag/result.h"

#include <string>
#include <string_view>

namespace renkei::base {

enum class Overwrite : bool { no, yes };

// "-" is standard input.
diag::Result<std::string> read_file(const std::filesystem::path& path);

// A reader sees the old file or the new one, never half (see atomic_file.h).
diag::Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Overwrite overwrite);

// A file mapped read-only; the view lives as long as this object.
class MappedFile {
public:
    static diag::Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile(); // unmaps
    std::string_view bytes() const { return bytes_; }
    // Drops its pages from this process's memory; they are read again on the next access.
    void release_pages() const;

private:
    explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}
    std::string_view bytes_;
};

// fsync of the directory: its entries are on disk.
diag::Result<void> sync_directory(const std::filesystem::path& folder);
// For a directory that others may write, see folders/directory.h.
diag::Result<void> make_directory(const std::filesystem::path& folder);

// `error` is a value of errno.
tl::unexpected<diag::Error> directory_unusable(const std::filesystem::path& folder, int error);

} // namespace renkei::base
