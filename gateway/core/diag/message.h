// The table of all messages about input: id, severity, English and Japanese text. The texts live in
// messages/<module>.def, one line each; {0} {1} … are filled from a finding's arguments,
// {0:role} from codes of a kind, which become the words of messages/words.def. {0:reason} is the code of a
// DeliveryReason, whose own arguments are those behind it; {0:count} and {0:ours} quote no input
// (`is_ours`); {0:nearest} is a known name near a wrong one, or empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::diag {

enum class Severity : std::uint8_t { information, warning, error };
enum class Language : std::uint8_t { english, japanese };

// The file of messages << 8, and the place in it. The names are constants in generated/messages/FILE.h, one
// header a file: a new message compiles only what names messages of its file.
enum class Message : std::uint16_t {};

struct MessageRow {
    Message message;
    std::string_view id; // printed and stable: tests and other programs compare this
    Severity severity;
    std::string_view english;
    std::string_view japanese;
};

std::span<const MessageRow> messages();
const MessageRow& row(Message message);

std::string_view to_text(Severity severity); // "information" "warning" "error"
std::string_view printed(Severity severity, Language language);
std::optional<Severity> severity_of(std::string_view text);

// A place for an argument: {0}, or {0:kind} if the argument is a code, or several between commas.
struct Hole {
    std::size_t argument;
    std::string_view kind; // empty: the argument is there as it is
    std::size_t size;      // of the place, in bytes
};
std::optional<Hole> hole_at(std::string_view text); // at its beginning

// What codes of a kind ("role", "json") are called; what messages/words.def does not have stays as it is.
std::string words_for(std::string_view kind, std::string_view codes, Language language);

// All codes of a kind, in the order of messages/words.def.
std::vector<std::string_view> codes_of(std::string_view kind);
bool is_code(std::string_view kind, std::string_view text);

// The sentence with its arguments filled in; an argument that is missing stays visible as {n}.
std::string sentence(Message message, std::span<const std::string> args, Language language);

// Kinds of arguments that a message has words around, and of which nothing is left if the argument is empty
// or missing: codes of kind "optional" in messages/words.def.
bool is_optional(std::string_view kind);
// The words with {} for the argument; empty: the kind is none of these.
std::string_view optional_words(std::string_view kind, Language language);

struct BilingualText { // of the program
    std::string_view english;
    std::string_view japanese;

    std::string in(Language language) const {
        return std::string(language == Language::japanese ? japanese : english);
    }
};

} // namespace renkei::diag

namespace renkei {

using diag::Message; // and message::NAME by generated/messages/FILE.h

} // namespace renkei
