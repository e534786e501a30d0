// The file of the audit spool beside an SQLite store: a line with the file's generation, then one line for
// each event: its number, a tag, its facts. The generation increases each time the file is restarted, and
// numbers start at 1 in each, so a position is unique: missing lines before an existing one, moved lines and
// restored older files are detected. Tags are keyed by the store. A written line survives the end of the
// program (kill -9), and a power failure a little later.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/seal/hash.h"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

constexpr std::size_t max_first_line = 70; // with its end

seal::Hash audit_spool_key(const seal::Hash& store_key); // of its tags

// The line with that number; 0: before the first line.
struct SpoolPosition {
    std::uint64_t generation = 0;
    std::uint64_t number = 0;
    auto operator<=>(const SpoolPosition&) const = default;
    std::string text() const;                          // "3 1024"
    static SpoolPosition parse(std::string_view text); // anything else: {}
};

struct SpoolRemainder {
    std::vector<std::string> facts{}; // of complete lines
    std::uint64_t lost = 0;  // lines missing before others, and invalid ones at the end; a half-written last
                             // line does not count
    SpoolPosition end{};     // of the last whole line
    bool is_foreign = false; // no line belongs to this store: the whole file is lost
};

class AuditSpoolFile {
public:
    // Creates the file if it is new; 0600. It is not ok() if another program has locked it. It is an error if
    // it is not a plain file, is too large for a spool, or has several names.
    static diag::Result<AuditSpoolFile> open(std::filesystem::path file, const seal::Hash& key);
    // Whether it could be opened or created. Errors as of open().
    static diag::Result<void> check(const std::filesystem::path& file);
    // As read_after(), even if another program has locked it; empty if the file does not exist.
    static diag::Result<SpoolRemainder> look(const std::filesystem::path& file, const seal::Hash& key,
                                             const SpoolPosition& place);
    bool ok() const { return file_.ok(); }

    // The lines behind that position, which was the last to be drained.
    diag::Result<SpoolRemainder> read_after(const SpoolPosition& place) const;
    // Makes it an empty file of that generation, on disk. Required before the first append().
    diag::Result<void> restart(std::uint64_t generation);
    diag::Result<void> append(std::string_view facts); // an error: the event is not in the file
    diag::Result<std::string> content() const;         // bytes
    bool is_replaced() const;                          // another file, or none, has its name
    SpoolPosition end() const { return end_; }
    std::uint64_t size() const { return size_; }
    // Saves a copy beside it for inspection. Returns the name of the copy, which depends on its content.
    diag::Result<std::string> save_copy() const;

private:
    AuditSpoolFile(std::filesystem::path path, base::FileDescriptor file, const seal::Hash& key)
        : path_(std::move(path)),
          file_(std::move(file)),
          key_(key) {}
    static diag::Result<AuditSpoolFile> open_as(std::filesystem::path file, const seal::Hash& key, int flags);
    diag::Result<void> read_generation();
    static tl::unexpected<diag::Error> failed(); // errno says why

    std::filesystem::path path_;
    base::FileDescriptor file_;
    seal::Hash key_;
    SpoolPosition end_{};
    std::uint64_t size_ = 0; // of complete lines; 0: the line with the generation is not written yet
    bool has_rest_ = false;  // behind them
};

} // namespace renkei::store
