// One file to work on, and how a command line's files and directories become a list of them.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/core/diag/result.h"
#include "gateway/core/text/encoding_guess.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::service {

// Hashes: no value of a person is kept.
struct SeenDocument {
    std::size_t number;              // of the record in the file, from 1
    std::size_t revision;            // 0: it has none
    std::vector<std::size_t> person; // name and birth date; 0: not filled
    std::size_t content;
};

// The documents of one file, whose parts several threads may read: whom each is about.
class SeenDocuments {
public:
    // However long a file is, so many documents are kept: others are compared with these.
    static constexpr std::size_t most = 200'000;

    // The one of this key that was there before. None: this is the first.
    std::optional<SeenDocument> add(const std::string& key, SeenDocument document) {
        const std::lock_guard lock(mutex_);
        if (const auto found = seen_.find(key); found != seen_.end()) {
            return found->second;
        }
        if (seen_.size() < most) {
            seen_.emplace(key, std::move(document));
        }
        return std::nullopt;
    }

private:
    std::mutex mutex_;
    std::unordered_map<std::string, SeenDocument, base::TextHash, std::equal_to<>> seen_;
};

// Whole lines out of the middle of a file with a document on every line (NDJSON), which is never in memory as
// a whole.
struct InputPart {
    std::shared_ptr<const std::string> head{}; // the file's first document: it says what all of them are
    std::shared_ptr<SeenDocuments> seen{};     // in all parts of the file
    std::size_t offset = 0;                    // in the file, in bytes
    std::uint32_t lines = 0;                   // before it
    std::size_t documents = 0;                 // before it
    bool is_first = true;
    bool is_last = true;

    bool is_whole() const { return is_first && is_last; }
};

struct Input {
    std::string name; // as the user wrote it, or below the directory he named; "-" is standard input
    std::string bytes;
    std::optional<InputPart> part{};
    std::optional<text::Encoding>
        encoding{}; // of a CSV, if it came with its encoding; else ReadSettings say it

    // The bytes that say what the file is.
    std::string_view head() const { return part ? std::string_view(*part->head) : std::string_view(bytes); }
};

diag::Result<Input> read_input(const std::filesystem::path& path);

// Directories become the files below them, sorted by name; hidden files and directories are left out. A path
// that is neither file nor directory stays in the list: reading it will say so.
std::vector<std::filesystem::path> list_inputs(const std::vector<std::string>& paths);

// "a/b/NAME.bundle.json" → "NAME": for names of outputs.
std::string stem_of(const std::string& input_name);

} // namespace renkei::service
