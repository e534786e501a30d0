#include "gateway/server/document_request.h"

#include "gateway/server/text.h"

#include <algorithm>

namespace renkei::server {
namespace {

using diag::Message;

constexpr std::size_t longest_key = 255;

std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

// Of "text/csv; charset=Shift_JIS" the value of a parameter.
std::string_view parameter(std::string_view header, std::string_view name) {
    next_part(header, ';');
    while (!header.empty()) {
        std::string_view value = next_part(header, ';');
        const std::string_view key = trim(next_part(value, '='));
        if (same_word(key, name)) {
            return unquoted(trim(value));
        }
    }
    return {};
}

// What is written without meaning for a path.
std::string_view last_part(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool prefers_lenient(std::string_view prefer) {
    while (!prefer.empty()) {
        std::string_view one = next_part(prefer, ',');
        if (same_word(trim(next_part(one, ';')), "handling=lenient")) {
            return true;
        }
    }
    return false;
}

diag::Result<std::string> idempotency_key(const Request& request) {
    const std::string_view key = unquoted(trim(request.header("Idempotency-Key")));
    const bool is_plain = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
    if (key.size() > longest_key || !is_plain) {
        return diag::fail(Message::parameter_wrong, {}, {"Idempotency-Key", std::string(key.substr(0, longest_key)), "1-255 ASCII"});
    }
    return std::string(key);
}

} // namespace

diag::Result<documents::Submission> submission_of(const Request& request) {
    for (const auto& [name, value] : request.query) {
        if (name != "form") {
            return diag::fail(Message::search_parameter_unknown, {}, {name, "form"});
        }
    }
    const std::string_view type = request.header("Content-Type");
    documents::Submission out{.bytes = request.body};
    out.media_type = lower_case(trim(type.substr(0, type.find(';'))));
    out.charset = lower_case(parameter(type, "charset"));
    out.file_name = last_part(parameter(request.header("Content-Disposition"), "filename"));
    out.form = request.parameter("form");
    out.lenient = prefers_lenient(request.header("Prefer"));
    TRY(out.idempotency_key, idempotency_key(request));
    return out;
}

} // namespace renkei::server
