#include "gateway/network/server/entry/draft_text.h"

#include "gateway/network/http/request_target.h"

#include <array>
#include <utility>

namespace renkei::server {
namespace {

constexpr std::array<std::pair<std::string_view, std::string DraftText::*>, 4> draft_parts{
    {{"key", &DraftText::key},
     {"replaces", &DraftText::replaces},
     {"source", &DraftText::source},
     {"rights", &DraftText::rights}}};

bool is_of_box(std::string_view field) { return entry::box_of(field).starts_with(entry::box_prefix); }

} // namespace

std::string to_text(const DraftText& draft) {
    std::string out;
    const auto add = [&](std::string_view name, std::string_view value) {
        out += (out.empty() ? "" : "&") + http::percent_encoded(name) + "=" + http::percent_encoded(value);
    };
    for (const auto& [name, part] : draft_parts) {
        add(name, draft.*part);
    }
    for (const auto& [name, value] : draft.fields) {
        if (is_of_box(name)) {
            add(name, value);
        }
    }
    return out;
}

DraftText read_draft_text(std::string_view text) {
    DraftText out;
    for (auto& [name, value] : http::read_pairs(text, http::Lines::several).value_or(http::Pairs())) {
        const auto* const part =
            std::ranges::find(draft_parts, name, &decltype(draft_parts)::value_type::first);
        if (part != draft_parts.end()) {
            out.*part->second = std::move(value);
        } else {
            out.fields.emplace_back(std::move(name), std::move(value));
        }
    }
    return out;
}

} // namespace renkei::server
