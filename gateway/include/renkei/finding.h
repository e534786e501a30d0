// What a library function says about its input: one statement, with its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace renkei {

enum class Severity : std::uint8_t { information, warning, error };
enum class Language : std::uint8_t { english, japanese };

struct Place {
    std::string file;           // the name that the caller gave to the input, or a file that was opened
    std::size_t offset = 0;     // bytes from the start of the input; counts only if line > 0 or row > 0
    std::uint32_t line = 0;     // from 1; 0: unknown
    std::uint32_t column = 0;   // from 1, in characters
    std::uint32_t row = 0;      // CSV: row of the table, from 1
    std::uint32_t cell = 0;     // CSV: column of the table, from 1; 0: the row as a whole
    std::uint32_t document = 0; // of an input that holds several, from 1
    std::string path;           // FHIRPath with indices, or JSON Pointer
};

// `arguments`, the texts and `value` may hold personal data of the input: do not log them.
struct Finding {
    std::string id; // stable; share/doc/renkei/errors.md lists all of them
    Severity severity = Severity::error;
    Place place;
    std::vector<std::string> arguments; // of the sentence
    std::string english;                // the sentence
    std::string japanese;
    std::string item;      // of a form: its id, or empty
    std::string item_name; // its printed name
    std::string value;     // what was found there, as written

    const std::string& text(Language language) const {
        return language == Language::japanese ? japanese : english;
    }
};

// Errors first, then warnings, then information, each in the order of the input. Beyond 10,000 they are only
// counted; an error takes the place of a milder one.
struct Findings {
    std::vector<Finding> shown;
    std::size_t not_shown = 0;

    bool has(Severity severity) const { // this severity or worse
        for (const Finding& each : shown) {
            if (each.severity >= severity) {
                return true;
            }
        }
        return false;
    }
};

} // namespace renkei
