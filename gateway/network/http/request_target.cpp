#include "gateway/network/http/request_target.h"

#include "gateway/core/text/percent.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"

#include <algorithm>
#include <optional>

namespace renkei::http {
namespace {

using text::next_part;

enum class Plus : bool { itself, space };

// UTF-8 without control characters.
std::optional<std::string> decode(std::string_view text, Plus plus, Lines lines = Lines::one) {
    std::string spaced(text);
    if (plus == Plus::space) {
        std::ranges::replace(spaced, '+', ' ');
    }
    std::optional<std::string> out = text::percent_decoded(spaced);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (out && lines == Lines::several) { // what people paste has others, which say nothing
        std::ranges::replace_if(
            *out, [&](char c) { return is_control(c) && c != '\r' && c != '\n' && c != '\t'; }, ' ');
        return text::is_utf8(*out) ? out : std::nullopt;
    }
    return out && !std::ranges::any_of(*out, is_control) && text::is_utf8(*out) ? out : std::nullopt;
}

// "https://host/x" → "/x": a client may name the whole (RFC 9112 §3.2.2).
std::string_view without_origin(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (text.starts_with('/') || scheme == std::string_view::npos || !text.starts_with("http")) {
        return text;
    }
    const std::size_t path = text.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : text.substr(path);
}

} // namespace

HttpResult<Pairs> read_pairs(std::string_view text, Lines lines) {
    Pairs out;
    while (!text.empty()) {
        std::string_view value = next_part(text, '&');
        if (value.empty()) {
            continue;
        }
        const std::string_view name = next_part(value, '=');
        std::optional<std::string> key = decode(name, Plus::space);
        std::optional<std::string> decoded = decode(value, Plus::space, lines);
        if (!key || !decoded) {
            return bad_request("query: %XX, UTF-8");
        }
        out.emplace_back(std::move(*key), std::move(*decoded));
    }
    return out;
}

HttpResult<RequestTarget> read_target(std::string_view text) {
    std::string_view query = without_origin(text);
    std::string_view path = next_part(query, '?');
    if (!path.starts_with('/') || path.find('#') != std::string_view::npos) {
        return bad_request("target: /PATH?QUERY");
    }
    RequestTarget out;
    for (path.remove_prefix(1); !path.empty();) {
        const bool slash_ends = path.back() == '/' && path.find('/') == path.size() - 1;
        std::optional<std::string> segment = decode(next_part(path, '/'), Plus::itself);
        if (!segment || *segment == "." || *segment == "..") {
            return bad_request("path: %XX, UTF-8");
        }
        out.path.push_back(std::move(*segment));
        if (slash_ends) {
            out.path.emplace_back(); // "/documents/" is not "/documents"
        }
    }
    TRY(out.query, read_pairs(query));
    return out;
}

std::string percent_encoded(std::string_view text) { return text::percent_encoded(text, ":/,"); }

} // namespace renkei::http
