#include "gateway/core/diag/message_arguments.h"

#include <algorithm>

namespace renkei::diag {
namespace {

// A reason's own arguments are those behind it.
bool has_reason(std::string_view text) { return text.find(":reason}") != std::string_view::npos; }

} // namespace

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
