#include "gateway/forms/html/narrative_entries.h"

#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::html {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::size_t most_named = 300; // of one list

// Elements that say whether a resource holds, beside `status`, by their code system.
constexpr std::array<std::string_view, 2> states{"verificationStatus", "clinicalStatus"};

void add_others(std::vector<EntryName>& names, std::size_t others) {
    if (others > 0) {
        names.push_back({.html = fmt::format("ほか {} 件", others)});
    }
}

std::string_view state_of(const Tree& tree, NodeId resource) {
    const PageWord status = page_word("status", text_in(tree, resource, {"status"}));
    if (status.effect != CodeEffect::none) {
        return status.text;
    }
    for (const std::string_view name : states) {
        const PageWord word = page_word(text_in(tree, resource, {name, "coding", "system"}),
                                        text_in(tree, resource, {name, "coding", "code"}));
        if (word.effect != CodeEffect::none) {
            return word.text;
        }
    }
    return {};
}

} // namespace

NarrativeEntries::NarrativeEntries(const Tree& tree, NodeId composition) : tree_(tree) {
    index_.build(tree);
    reached_.assign(index_.entries().size(), false);
    restricted_.resize(index_.entries().size());
    for (std::uint32_t i = 0; i < reached_.size(); ++i) {
        if (composition != no_node && index_.entries()[i].resource == composition) {
            reached_[i] = true;
            reach_all_below(composition, i);
        }
    }
}

void NarrativeEntries::reach_all_below(NodeId node, std::uint32_t entry) {
    std::vector<std::pair<NodeId, std::uint32_t>> to_do{{node, entry}};
    while (!to_do.empty()) {
        const auto [from, in] = to_do.back();
        to_do.pop_back();
        for (NodeId each = from; each < tree_.after(from); ++each) {
            if (!tree_[each].is_string() || tree_.key(each) != "reference") {
                continue;
            }
            const auto target = index_.find(tree_.text(each), in);
            if (target && target->entry < reached_.size() && !reached_[target->entry]) {
                reached_[target->entry] = true;
                to_do.emplace_back(index_.entries()[target->entry].resource, target->entry);
            }
        }
    }
}

bool NarrativeEntries::any_restricted(NodeId references) const {
    return std::ranges::any_of(tree_.items(references), [&](NodeId each) {
        const auto target = index_.find(text_in(tree_, each, {"reference"}), 0);
        return target && is_entry_restricted(target->entry, target->resource);
    });
}

// Many references may lead to one entry.
bool NarrativeEntries::is_entry_restricted(std::size_t entry, NodeId resource) const {
    if (entry >= restricted_.size()) {
        return is_restricted(tree_, resource);
    }
    if (!restricted_[entry]) {
        restricted_[entry] = is_restricted(tree_, resource);
    }
    return *restricted_[entry];
}

std::vector<EntryName> NarrativeEntries::named(NodeId references) const {
    std::vector<EntryName> out;
    std::size_t others = 0;
    std::set<NodeId> named;
    for (const NodeId each : tree_.items(references)) {
        if (out.size() == most_named) {
            ++others;
            continue;
        }
        if (const auto target = index_.find(text_in(tree_, each, {"reference"}), 0)) {
            if (named.insert(target->resource).second) {
                out.push_back(name_of(target->resource));
            }
        } else {
            const std::string_view display = text_in(tree_, each, {"display"});
            out.push_back({.html = fmt::format("{}（この文書に入っていません）",
                                               display.empty() ? "項目" : isolated(display))});
        }
    }
    add_others(out, others);
    return out;
}

std::vector<EntryName> NarrativeEntries::beside_sections() const {
    std::vector<EntryName> out;
    std::size_t others = 0;
    for (std::size_t i = 0; i < reached_.size(); ++i) {
        if (reached_[i] || index_.entries()[i].resource == no_node) {
            continue;
        }
        if (out.size() < most_named) {
            out.push_back(name_of(index_.entries()[i].resource));
        } else {
            ++others;
        }
    }
    add_others(out, others);
    return out;
}

EntryName NarrativeEntries::name_of(NodeId resource) const {
    const std::string_view type = text_in(tree_, resource, {"resourceType"});
    const std::string_view kind = page_word("http://hl7.org/fhir/resource-types", type).text;
    EntryName out{.resource = resource,
                  .html = kind.empty() ? isolated(type) : escaped(kind),
                  .restricted = is_restricted(tree_, resource)};
    if (const std::string words = resource_words(tree_, resource); !words.empty()) {
        out.html += "：" + isolated(words);
    }
    if (const std::string_view state = state_of(tree_, resource); !state.empty()) {
        out.html += fmt::format("　<b class=\"a\">{}</b>", escaped(state));
    }
    return out;
}

} // namespace renkei::html
