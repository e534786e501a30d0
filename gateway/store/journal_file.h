// The file beside an SQLite store in which audit events lie on their way into the chain: a line with the file's generation, then one for each
// event: its number, a tag, its facts. Generations count up each time the file begins anew, numbers from 1 in each; so a place in it is known
// for ever, and what is missing before a line that is there, what was moved and what was put back shows. Tags are keyed by the store. Lines
// outlast this program from the moment they are written (kill -9), and a loss of power from a little later.
#pragma once

#include "gateway/base/descriptor.h"
#include "gateway/diag/result.h"
#include "gateway/seal/hash.h"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

constexpr std::size_t longest_first_line = 70; // with its end

seal::Hash key_of_journal(const seal::Hash& store_key); // of its tags

// The line with that number; 0: before the first.
struct JournalPlace {
    std::uint64_t generation = 0;
    std::uint64_t number = 0;
    auto operator<=>(const JournalPlace&) const = default;
    std::string text() const;                         // "3 1024"
    static JournalPlace parse(std::string_view text); // anything else: {}
};

struct JournalLeft {
    std::vector<std::string> facts{}; // of whole lines
    std::uint64_t lost = 0;           // lines that are missing before others, or pieces at the end that are none; what was only half written does not count
    JournalPlace end{};               // of the last whole line
    bool is_foreign = false;          // no line of it is one of this store's: it is lost as a whole
};

class JournalFile {
public:
    // Makes it if it is new; 0600. Not ok(): another program has it. `journal_foreign`: no plain file, too large to be one of these, or
    // one that somebody knows by another name.
    static diag::Result<JournalFile> open(std::filesystem::path file, const seal::Hash& key);
    // Whether it could be opened, or made. Errors as of open().
    static diag::Result<void> check(const std::filesystem::path& file);
    // As left_behind(), whoever has it; of a file that is not there: nothing.
    static diag::Result<JournalLeft> look(const std::filesystem::path& file, const seal::Hash& key, const JournalPlace& place);
    bool ok() const { return file_.ok(); }

    // What a program left behind that place, which was the last to come in.
    diag::Result<JournalLeft> left_behind(const JournalPlace& place) const;
    // From now on it is an empty file of that generation, and on disk as that. Before the first append(), too.
    diag::Result<void> begin_anew(std::uint64_t generation);
    diag::Result<void> append(std::string_view facts); // an error: it is not in the file
    diag::Result<std::string> content() const; // bytes
    bool is_displaced() const; // nobody finds it by its name any more
    JournalPlace end() const { return end_; }
    std::uint64_t size() const { return size_; }
    // Beside it, for people to look at: the name of the file, which tells one content from another.
    diag::Result<std::string> keep_copy() const;

private:
    JournalFile(std::filesystem::path path, base::Descriptor file, const seal::Hash& key) : path_(std::move(path)), file_(std::move(file)), key_(key) {}
    static diag::Result<JournalFile> open_as(std::filesystem::path file, const seal::Hash& key, int flags);
    diag::Result<void> read_generation();
    static tl::unexpected<diag::Error> failed(); // errno says why

    std::filesystem::path path_;
    base::Descriptor file_;
    seal::Hash key_;
    JournalPlace end_{};
    std::uint64_t size_ = 0; // of whole lines; 0: the line with the generation is to be written first
    bool has_rest_ = false;  // behind them
};

} // namespace renkei::store
