#include "gateway/core/diag/finding.h"

#include <algorithm>

namespace renkei::diag {
namespace {

// A reason's own arguments are those behind it.
bool has_reason(std::string_view text) { return text.find(":reason}") != std::string_view::npos; }

constexpr std::string_view count_kind = "count";
constexpr std::string_view our_kind = "ours";

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string_view kind_of(Message message, std::size_t argument) {
    for (const std::string_view text : {row(message).english, row(message).japanese}) {
        for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
            const std::optional<Hole> hole = hole_at(text.substr(at));
            if (hole && hole->argument == argument) {
                return hole->kind;
            }
        }
    }
    return {};
}

bool is_ours(Message message, std::size_t argument, std::string_view text) {
    const std::string_view kind = kind_of(message, argument);
    if (kind == count_kind) {
        return is_number(text);
    }
    const std::vector<std::string_view> codes = codes_of(kind);
    return kind == our_kind || std::ranges::find(codes, text) != codes.end();
}

std::size_t argument_count(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
        if (const std::optional<Hole> hole = hole_at(text.substr(at))) {
            out = std::max(out, hole->argument + 1);
        }
    }
    return out;
}

std::span<const std::string> shown_arguments(const Finding& finding) {
    const MessageRow& message = row(finding.message);
    const std::span<const std::string> all(finding.args);
    const std::size_t count = std::max(argument_count(message.english), argument_count(message.japanese));
    return has_reason(message.english) ? all : all.first(std::min(count, all.size()));
}

} // namespace renkei::diag
