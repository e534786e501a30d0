#include "gateway/network/net/fields.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/words.h"
#include "gateway/network/net/http_lines.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace renkei::net {

using text::next_part;
using text::trim;

std::optional<std::string_view> next_line(std::string_view& rest, LineEnds ends) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    const bool is_crlf = line.ends_with('\r');
    line.remove_suffix(is_crlf ? 1 : 0);
    if (end == std::string_view::npos || (!is_crlf && ends == LineEnds::crlf) || !is_field_text(line)) {
        return std::nullopt;
    }
    rest.remove_prefix(end + 1);
    return line;
}

tl::expected<Fields, FieldsError> read_fields(std::string_view rest, LineEnds ends, std::size_t most) {
    Fields out;
    std::optional<std::string_view> line;
    while ((line = next_line(rest, ends)) && !line->empty()) {
        const std::size_t colon = line->find(':');
        if (out.size() == most) {
            return tl::make_unexpected(FieldsError::too_many);
        }
        if (colon == std::string_view::npos || !text::is_token(line->substr(0, colon))) {
            return tl::make_unexpected(FieldsError::field);
        }
        out.emplace_back(line->substr(0, colon), trim(line->substr(colon + 1)));
    }
    if (!line || !rest.empty()) {
        return tl::make_unexpected(FieldsError::line);
    }
    return out;
}

std::vector<std::string_view> values_of(const Fields& fields, std::string_view name) {
    std::vector<std::string_view> out;
    for (const auto& [key, value] : fields) {
        if (text::same_word(key, name)) {
            out.push_back(value);
        }
    }
    return out;
}

std::string_view first_value(const Fields& fields, std::string_view name) {
    const auto found = std::ranges::find_if(
        fields, [name](const auto& field) { return text::same_word(field.first, name); });
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

bool has_word(const Fields& fields, std::string_view name, std::string_view word) {
    return std::ranges::any_of(values_of(fields, name), [word](std::string_view list) {
        while (!list.empty()) {
            if (text::same_word(trim(next_part(list, ',')), word)) {
                return true;
            }
        }
        return false;
    });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    out.append(name).append(": ");
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    out.append(value);
    std::replace_if(out.begin() + begin, out.end(), is_control, ' ');
    out.append("\r\n");
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

tl::expected<BodyLength, LengthError> body_length(const Fields& fields, EqualLengths equal) {
    constexpr std::size_t most_digits = std::numeric_limits<std::uint64_t>::digits10 - 1;
    const std::vector<std::string_view> lengths = values_of(fields, "Content-Length");
    const std::vector<std::string_view> codings = values_of(fields, "Transfer-Encoding");
    if (!lengths.empty() && !codings.empty()) {
        return tl::make_unexpected(LengthError::length_and_coding);
    }
    if (!codings.empty()) {
        if (codings.size() > 1 || !text::same_word(codings.front(), "chunked")) {
            return tl::make_unexpected(LengthError::coding);
        }
        return BodyLength{.is_chunked = true};
    }
    if (lengths.empty()) {
        return BodyLength{};
    }
    const std::string_view digits = lengths.front();
    const bool is_one =
        lengths.size() == 1 || (equal == EqualLengths::taken &&
                                std::ranges::all_of(lengths, [&](auto other) { return other == digits; }));
    if (!is_one || digits.empty() || digits.size() > most_digits ||
        !std::ranges::all_of(digits, base::is_digit)) {
        return tl::make_unexpected(LengthError::length);
    }
    std::uint64_t bytes = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    return BodyLength{.bytes = bytes};
}

} // namespace renkei::net
