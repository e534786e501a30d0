// The header section of a message, and what it says about the body behind it: the same for requests and
// responses.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::net {

using Fields = std::vector<std::pair<std::string, std::string>>; // in order, names as they came

// RFC 9112 §2.2: a reader may take a bare LF as the end of a line. A server never does, because a reverse
// proxy may have read the request another way.
enum class LineEnds : bool { crlf, lf_too };

// Takes a line with its end from `rest`, and returns it without the end. Nothing if it ends otherwise or
// holds a control character.
std::optional<std::string_view> next_line(std::string_view& rest, LineEnds ends);

enum class FieldsError : std::uint8_t { line, field, too_many };
// `rest`: lines "name: value" and the empty one behind them. Refused: white space before the colon and
// continued lines, which have been used to hide a field from one of two readers.
tl::expected<Fields, FieldsError> read_fields(std::string_view rest, LineEnds ends, std::size_t most);

// Names in any case.
std::vector<std::string_view> values_of(const Fields& fields, std::string_view name);
std::string_view first_value(const Fields& fields, std::string_view name);         // empty: no such field
bool has_word(const Fields& fields, std::string_view name, std::string_view word); // in a list of words

// Writes a line. A control character in a value, which could begin a field of a caller's choice, becomes a
// space.
void append_field(std::string& out, std::string_view name, std::string_view value);

bool may_have_body(int status); // RFC 9112 §6.3

struct BodyLength {
    bool is_chunked = false;
    std::optional<std::uint64_t> bytes{}; // if it is not chunked; none: it was not said
};
enum class LengthError : std::uint8_t { length_and_coding, coding, length };
// Several equal lengths, which RFC 9112 §6.3 lets a client take as one.
enum class EqualLengths : bool { refused, taken };
// By Content-Length and Transfer-Encoding (RFC 9112 §6); the only coding is "chunked".
tl::expected<BodyLength, LengthError> body_length(const Fields& fields, EqualLengths equal);

} // namespace renkei::net
