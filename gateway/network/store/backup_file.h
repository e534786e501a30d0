// The file format of a backup: a first line, the wrapped key, then sealed frames, each bound to its position.
// The last frame has the number of records, so truncation is detected. Only its owner may read it (0600), as
// the store's own file.
#pragma once

#include "gateway/core/base/atomic_file.h"
#include "gateway/network/seal/sealed.h"

#include <optional>

namespace renkei::store {

class BackupWriter {
public:
    static diag::Result<BackupWriter> open(const std::filesystem::path& file, const seal::KeyRing& ring,
                                           std::size_t layout);
    diag::Result<void> add(std::string_view record);
    diag::Result<void> finish();

private:
    BackupWriter(base::AtomicFile file, const seal::Hash& key) : file_(std::move(file)), key_(key) {}
    diag::Result<void> write_frame(char kind);
    base::AtomicFile file_;
    seal::Hash key_;
    std::string frame_;
    std::uint64_t frames_ = 0;
    std::uint64_t records_ = 0;
};

class BackupReader {
public:
    static diag::Result<BackupReader> open(const std::filesystem::path& file, const seal::KeyRing& ring);
    std::size_t layout() const { return layout_; }
    // Valid until the next call; nothing: the end, and the file is whole.
    diag::Result<std::optional<std::string_view>> next();

private:
    BackupReader(base::MappedFile file, std::string name)
        : file_(std::move(file)),
          name_(std::move(name)),
          rest_(file_.bytes()) {}
    diag::Result<void> read_head(const seal::KeyRing& ring);
    diag::Result<void> read_frame();
    diag::Result<std::string_view> take(std::size_t size, std::string_view what);
    tl::unexpected<diag::Error> wrong(std::string_view what) const;
    base::MappedFile file_;
    std::string name_;
    std::string_view rest_; // views file_
    seal::Hash key_{};
    std::size_t layout_ = 0;
    std::string frame_;
    std::size_t at_ = 0; // in the frame
    std::uint64_t frames_ = 0;
    std::uint64_t records_ = 0;
    bool last_ = false;
};

} // namespace renkei::store
