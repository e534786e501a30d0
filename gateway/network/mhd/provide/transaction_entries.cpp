#include "gateway/network/mhd/provide/transaction_entries.h"

#include "gateway/core/text/header_values.h"
#include "gateway/core/text/percent.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/provide/relates_to.h"
#include "gateway/network/mhd/search/search_value.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace renkei::mhd {
namespace {

struct EntryKind {
    std::string_view type;
    std::string_view method;
    EntryRole role;
};
// What may stand in the bundle: the slices of its entry are closed.
constexpr EntryKind entry_kinds[] = {
    {"List", "POST", EntryRole::submission_set}, {"DocumentReference", "POST", EntryRole::reference},
    {"Parameters", "PATCH", EntryRole::update},  {"Binary", "POST", EntryRole::document},
    {"Bundle", "POST", EntryRole::document},     {"Patient", "POST", EntryRole::patient},
    {"Patient", "PUT", EntryRole::patient},      {"Patient", "GET", EntryRole::patient}};

std::string allowed_entries() {
    std::string out;
    for (const EntryKind& each : entry_kinds) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", each.method, each.type);
    }
    return out;
}

} // namespace

void TransactionEntries::read() {
    for (const NodeId node : nodes_at(tree_, Tree::root, "entry")) {
        TransactionEntry entry{.node = node,
                               .resource = tree_.child(node, "resource"),
                               .type = {},
                               .full_url = text_at(tree_, node, "fullUrl")};
        const std::string_view method = text_at(tree_, node, "request.method");
        entry.type = entry.resource == json::no_node ? std::string_view{}
                                                     : text_at(tree_, entry.resource, "resourceType");
        const auto* const kind = std::ranges::find_if(entry_kinds, [&](const EntryKind& each) {
            return each.type == entry.type && each.method == method;
        });
        if (kind == std::end(entry_kinds)) {
            issues_.add(message::mhd_entry_not_allowed, node,
                        {fmt::format("{} {}", method, entry.type), allowed_entries()});
            continue;
        }
        entry.role = kind->role;
        check_full_url(entry);
        check_conditions(entry);
        if (entry.role == EntryRole::update) {
            note_patch(entry);
        }
        entries_.push_back(entry);
    }
}

void TransactionEntries::note_patch(const TransactionEntry& entry) {
    if (const std::optional<TypedId> patched = parse_reference(text_at(tree_, entry.node, "request.url"));
        patched && is_whole_document(*patched)) {
        patches_[patched->id.document].push_back(entries_.size());
    }
}

// Called before the entry is added.
void TransactionEntries::check_full_url(const TransactionEntry& entry) {
    if (!entry.full_url.empty() && !by_url_.emplace(entry.full_url, entries_.size()).second) {
        issues_.add(node_at(tree_, entry.node, "fullUrl"), "entry.fullUrl", "1", entry.full_url);
    }
    if (entry.full_url.empty() && entry.role != EntryRole::update && entry.role != EntryRole::patient) {
        issues_.add(entry.node, "entry.fullUrl", "urn:uuid:…", "-");
    }
}

// R4 http.html#ccreate, of a POST. The Patient says whose the documents are and is not stored, so all is done
// alike whether this person is here already or not, as long as the condition asks for this very Patient.
bool TransactionEntries::is_of_own_identifier(const TransactionEntry& entry, NodeId condition) const {
    constexpr std::string_view parameter = "identifier=";
    const std::string_view query = tree_.text(condition);
    if (text_at(tree_, entry.node, "request.method") != "POST" || !query.starts_with(parameter)) {
        return false;
    }
    const TokenValue asked =
        read_token(text::percent_decoded(query.substr(parameter.size())).value_or(std::string()));
    return !asked.system.value_or(std::string()).empty() && !asked.code.empty() &&
           std::ranges::any_of(nodes_at(tree_, entry.resource, "identifier"),
                               [&](NodeId each) { return matches(asked, tree_, each); });
}

// A condition is honoured or refused by its name. Only a PATCH is about what is here.
void TransactionEntries::check_conditions(TransactionEntry& entry) {
    for (const std::string_view name : {"ifMatch", "ifNoneMatch", "ifModifiedSince", "ifNoneExist"}) {
        const NodeId stated = node_at(tree_, entry.node, fmt::format("request.{}", name));
        if (stated == json::no_node) {
            continue;
        }
        if (name == "ifNoneExist" && entry.role == EntryRole::patient &&
            is_of_own_identifier(entry, stated)) {
            continue;
        }
        if (name != "ifMatch" || entry.role != EntryRole::update) {
            issues_.add(message::condition_not_offered, stated,
                        {fmt::format("request.{}", name),
                         "PATCH: request.ifMatch; Patient: request.ifNoneExist of its own identifier"});
            continue;
        }
        const std::string_view lines[] = {tree_.text(stated)};
        const std::optional<text::EntityTags> tags = text::read_entity_tags(lines);
        constexpr std::size_t most_tags = 16; // R4: one
        if (!tags || tags->is_any || tags->tags.size() > most_tags) {
            issues_.add(stated, "request.ifMatch", "W/\"VERSION\"", {});
            continue;
        }
        for (const std::string_view tag : tags->tags) {
            std::uint32_t number = 0; // no version has it
            const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), number);
            entry.known.push_back(error == std::errc() && end == tag.data() + tag.size() ? number : 0);
        }
    }
}

std::vector<std::uint32_t> TransactionEntries::known_versions(const std::string& document) const {
    std::vector<std::uint32_t> out;
    const auto found = patches_.find(document);
    for (const std::size_t number : found == patches_.end() ? std::vector<std::size_t>() : found->second) {
        const std::vector<std::uint32_t>& known = entries_[number].known;
        if (out.empty()) {
            out = known;
        } else if (!known.empty()) { // each must hold
            std::erase_if(out, [&](std::uint32_t it) { return std::ranges::find(known, it) == known.end(); });
            out.resize(std::max<std::size_t>(out.size(), 1));
        }
    }
    return out;
}

NodeId TransactionEntries::find_set() {
    NodeId out = json::no_node;
    std::size_t count = 0;
    for (const TransactionEntry& entry : entries_) {
        if (entry.role == EntryRole::submission_set) {
            out = entry.resource;
            ++count;
        }
    }
    if (count != 1) {
        issues_.add(Tree::root, "Bundle.entry:SubmissionSet", "1", std::to_string(count));
    }
    return out;
}

TransactionEntry* TransactionEntries::find(std::string_view full_url) {
    const auto found = by_url_.find(full_url);
    return found == by_url_.end() ? nullptr : &entries_[found->second];
}

NodeId TransactionEntries::resource_of(std::string_view full_url) {
    const TransactionEntry* const found = find(full_url);
    return found == nullptr ? json::no_node : found->resource;
}

bool TransactionEntries::has_patch(const TypedId& old) {
    const auto found = patches_.find(old.id.document);
    if (found == patches_.end()) {
        return false;
    }
    for (const std::size_t number : found->second) {
        if (!std::exchange(entries_[number].used, true)) {
            check_patch(entries_[number]);
        }
    }
    return true;
}

void TransactionEntries::check_patch(const TransactionEntry& entry) {
    struct Part {
        std::string_view name;
        std::string_view value;
    };
    constexpr Part wanted[] = {
        {"path", "DocumentReference.status"}, {"type", "replace"}, {"value", "superseded"}};
    const std::vector<NodeId> parts = nodes_at(tree_, entry.resource, "parameter.part");
    for (const Part& part : wanted) {
        const bool is_there = std::ranges::any_of(parts, [&](NodeId each) {
            return text_at(tree_, each, "name") == part.name &&
                   text_at(tree_, each, "valueString|valueCode") == part.value;
        });
        if (!is_there) {
            issues_.add(entry.resource, fmt::format("parameter.part:{}", part.name), part.value, "-");
        }
    }
}

void TransactionEntries::check_unused() {
    for (const TransactionEntry& entry : entries_) {
        const bool must_be_used = entry.role == EntryRole::document || entry.role == EntryRole::update;
        if (must_be_used && !entry.used) {
            const std::string_view by = entry.role == EntryRole::document
                                            ? "DocumentReference.content.attachment.url"
                                            : "DocumentReference.relatesTo";
            issues_.add(entry.node, by,
                        entry.role == EntryRole::document ? entry.full_url
                                                          : text_at(tree_, entry.node, "request.url"),
                        "-");
        }
    }
}

} // namespace renkei::mhd
