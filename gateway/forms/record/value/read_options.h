// How a file is read: strictly by the ministry's tables, or leniently: what people commonly write is
// accepted and reported.
#pragma once

#include "gateway/core/text/encoding_guess.h"
#include "gateway/core/text/repertoire.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace renkei::record {

enum class ReadMode : std::uint8_t {
    strict,
    lenient, // also 和暦 and slash dates, full width, "" in a code, number as text, surplus columns, gaiji as
             // 〓: each is reported
};

// Where the bytes stand, if they are whole lines out of a larger file with a document on every line.
struct LinesOfFile {
    std::size_t offset = 0;      // of the first byte
    std::uint32_t lines = 0;     // before it
    std::string first_version{}; // of the form, in the file's first document; empty: the bytes begin with it
};

struct ReadOptions {
    ReadMode read_mode = ReadMode::strict;
    text::Gaiji gaiji = text::Gaiji::refuse;  // lenient: always as 〓
    std::optional<text::Encoding> encoding{}; // none: what the syntax says
    std::string file{};                       // for findings
    std::string name{};                       // the file's name, where `file` is not it; empty: it is
    std::optional<LinesOfFile> part{};        // none: the bytes are the whole file
    std::string today{}; // "2026-11-30", where the name of the file says no day and need not; empty: it must
};

} // namespace renkei::record
