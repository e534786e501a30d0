// Files: read whole, map into memory, write whole or not at all.
#pragma once

#include "gateway/diag/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::base {

enum class Overwrite : bool { no, yes };

// "-" is standard input.
diag::Result<std::string> read_file(const std::filesystem::path& path);

// A reader sees the old file or the new one, never half (see new_file.h).
diag::Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Overwrite overwrite);

// A file mapped read-only; the view lives as long as this object.
class MappedFile {
public:
    static diag::Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();  // unmaps
    std::string_view bytes() const { return bytes_; }
    // Takes its pages out of this process's memory; they come back when they are looked at.
    void give_pages_back() const;

private:
    explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}
    std::string_view bytes_;
};

}  // namespace renkei::base
