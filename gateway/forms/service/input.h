// One file to work on, and how a command line's files and directories become a list of them.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/forms/service/seen_documents.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace renkei::service {

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
