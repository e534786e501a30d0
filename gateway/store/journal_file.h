// The file beside an SQLite store in which audit events lie on their way into the chain, a line each: a tag, a blank, the facts. The tag is keyed
// by the store, so only who can open the store can write one. The first line names the file, so that a position in it is never taken for one in
// the file that it was before. Lines outlast this program from the moment they are written (kill -9), and a loss of power from a little later.
#pragma once

#include "gateway/base/descriptor.h"
#include "gateway/diag/result.h"
#include "gateway/seal/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

// A place in one file, "ID BYTES" as a text.
struct JournalPosition {
    std::string file{};
    std::uint64_t bytes = 0;
    std::string text() const;
    static JournalPosition parse(std::string_view text); // anything else: of no file
};

struct JournalLines {
    std::vector<std::string> facts{};
    std::uint64_t damaged = 0; // pieces that are no line: cut, or changed
};

class JournalFile {
public:
    // Makes it if it is new (0600). Not ok(): another program has it.
    static diag::Result<JournalFile> open(std::filesystem::path file, const seal::Hash& key);
    bool ok() const { return file_.ok(); }

    // What is ready to be appended.
    std::string line_of(std::string_view facts) const;
    diag::Result<void> append(std::string_view line); // an error: it is not in the file
    JournalPosition end() const { return {id_, size_}; }
    std::uint64_t size() const { return size_; }
    // Behind that position; all, if it is one of another file.
    diag::Result<JournalLines> behind(const JournalPosition& position) const;
    // From now on it is another, empty file, and on disk as that.
    diag::Result<void> begin_anew();

private:
    JournalFile(std::filesystem::path path, base::Descriptor file, const seal::Hash& key) : path_(std::move(path)), file_(std::move(file)), key_(key) {}
    diag::Result<void> read_name();
    tl::unexpected<diag::Error> failed() const; // errno says why

    std::filesystem::path path_;
    base::Descriptor file_;
    seal::Hash key_;
    std::string id_{};
    std::uint64_t size_ = 0; // of whole lines
    bool has_rest_ = false;  // behind them
};

} // namespace renkei::store
