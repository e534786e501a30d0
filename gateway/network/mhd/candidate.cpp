#include "gateway/network/mhd/candidate.h"

#include "gateway/network/mhd/metadata.h"
#include "gateway/network/mhd/path.h"

#include <algorithm>
#include <cassert>

namespace renkei::mhd {
namespace {

using json::NodeId;

constexpr std::string_view reference_type = "DocumentReference";
constexpr std::string_view list_type = "List";

NodeId contained(const Candidate& candidate, std::string_view id) {
    const std::vector<NodeId> all = nodes_at(*candidate.tree, candidate.node, "contained");
    const auto found =
        std::ranges::find_if(all, [&](NodeId each) { return text_at(*candidate.tree, each, "id") == id; });
    return found == all.end() ? json::no_node : *found;
}

NodeId follow(const Candidate& candidate, std::string_view reference) {
    if (reference.starts_with('#')) {
        return contained(candidate, reference.substr(1));
    }
    if (candidate.number == resources::no_entry || reference.empty()) {
        return json::no_node;
    }
    const auto target = candidate.document->view().find(reference, candidate.number);
    return target ? target->resource : json::no_node;
}

std::vector<NodeId> values(const Candidate& candidate, std::string_view path) {
    return nodes_at(*candidate.tree, candidate.node, path,
                    [&](std::string_view reference) { return follow(candidate, reference); });
}

// As the view shows it.
std::string shown(const Candidate& candidate, NodeId reference) {
    const std::string_view text = text_at(*candidate.tree, reference, "reference");
    return candidate.number == resources::no_entry
               ? std::string(text)
               : candidate.document->view().relative(text, candidate.number);
}

// "Patient/1", "1", or the whole URL where it stands on this server.
bool same_reference(std::string_view wanted, std::string_view type, std::string_view found,
                    const std::string& base) {
    if (wanted.starts_with(base) && wanted.size() > base.size()) {
        wanted.remove_prefix(base.size() + 1);
    }
    if (!type.empty() && !(found.starts_with(type) && found.substr(type.size()).starts_with('/'))) {
        return false;
    }
    const std::size_t slash = found.rfind('/');
    return wanted == found || (slash != std::string_view::npos && wanted == found.substr(slash + 1));
}

bool matches_reference(const Candidate& candidate, const Filter& filter, NodeId node) {
    if (filter.modifier == Modifier::identifier) {
        std::vector<NodeId> identifiers = nodes_at(*candidate.tree, node, "identifier");
        const NodeId target = follow(candidate, text_at(*candidate.tree, node, "reference"));
        if (target != json::no_node) {
            const std::vector<NodeId> more = nodes_at(*candidate.tree, target, "identifier");
            identifiers.insert(identifiers.end(), more.begin(), more.end());
        }
        return std::ranges::any_of(identifiers, [&](NodeId each) {
            return std::ranges::any_of(filter.tokens, [&](const TokenValue& token) {
                return matches(token, *candidate.tree, each);
            });
        });
    }
    const std::string found = shown(candidate, node);
    return std::ranges::any_of(filter.values, [&](const std::string& wanted) {
        return same_reference(wanted, filter.type, found, candidate.document->base());
    });
}

TextMatch how(Modifier modifier) {
    return modifier == Modifier::exact      ? TextMatch::whole
           : modifier == Modifier::contains ? TextMatch::anywhere
                                            : TextMatch::beginning;
}

bool matches_value(const Candidate& candidate, const Filter& filter, NodeId node) {
    switch (filter.parameter->kind) {
    case SearchKind::token:
        return std::ranges::any_of(
            filter.tokens, [&](const TokenValue& token) { return matches(token, *candidate.tree, node); });
    case SearchKind::date: {
        const std::optional<DateRange> found = date_range_at(*candidate.tree, node);
        return found && std::ranges::any_of(filter.dates,
                                            [&](const DateValue& date) { return matches(date, *found); });
    }
    case SearchKind::reference: return matches_reference(candidate, filter, node);
    case SearchKind::string:
        return std::ranges::any_of(filter.values, [&](const std::string& wanted) {
            return matches(wanted, how(filter.modifier), candidate.tree->text(node));
        });
    case SearchKind::uri:
        return std::ranges::find(filter.values, candidate.tree->text(node)) != filter.values.end();
    }
    return false;
}

// The view's own: they do not stand in the document as it is kept.
bool matches_own(const Candidate& candidate, const Filter& filter) {
    const store::Version& version = candidate.document->view().version();
    if (filter.parameter->name == "_id") {
        const TypedId key = candidate.key();
        const std::string id =
            key.id.resource ? logical_id(key.id.document, *key.id.resource) : logical_id(key.id.document);
        return std::ranges::any_of(filter.tokens, [&](const TokenValue& token) { return token.code == id; });
    }
    const DateRange taken{.from = version.created, .to = version.created + 1};
    return std::ranges::any_of(filter.dates, [&](const DateValue& date) { return matches(date, taken); });
}

} // namespace

const json::Tree* OpenDocument::generated(std::string_view type) {
    std::unique_ptr<GeneratedResource>& generated = type == reference_type ? reference_ : list_;
    if (type != reference_type && type != list_type) {
        return nullptr;
    }
    if (generated == nullptr) {
        const MetadataLinks links{.document_url = binary_url()};
        generated = std::make_unique<GeneratedResource>();
        generated->text =
            type == reference_type ? document_reference(*view_, links) : submission_set(*view_, links);
        const diag::Result<void> parsed = json::Parser().parse(generated->text, generated->tree);
        assert(parsed); // we wrote it
        static_cast<void>(parsed);
    }
    return &generated->tree;
}

std::string OpenDocument::text_of_made(std::string_view type) const {
    return type == reference_type ? reference_->text : list_->text;
}

std::string_view Candidate::type() const { return text_at(*tree, node, "resourceType"); }

TypedId Candidate::key() const {
    const bool is_made = number == resources::no_entry;
    return {.type = std::string(type()),
            .id = {.document = document->view().version().document,
                   .resource = is_made ? std::nullopt : std::optional<std::uint32_t>(number)}};
}

std::string Candidate::json() const {
    if (number == resources::no_entry) {
        return document->text_of_made(type());
    }
    std::string out;
    document->view().write(number, out);
    return out;
}

std::vector<Candidate> candidates(OpenDocument& document, std::string_view type) {
    std::vector<Candidate> out;
    if (const json::Tree* const generated = document.generated(type)) {
        out.push_back({.document = &document, .tree = generated, .node = json::Tree::root});
    }
    const DocumentView& view = document.view();
    for (std::uint32_t number = 0; number < view.count(); ++number) {
        if (view.type(number) == type && view.resource(number) != json::no_node) {
            out.push_back({.document = &document,
                           .tree = &view.tree(),
                           .node = view.resource(number),
                           .number = number});
        }
    }
    return out;
}

std::optional<Candidate> candidate(OpenDocument& document, const TypedId& key) {
    for (const Candidate& each : candidates(document, key.type)) {
        if (each.key() == key) {
            return each;
        }
    }
    return std::nullopt;
}

std::vector<TypedId> targets(const Candidate& from, std::string_view path) {
    std::vector<TypedId> out;
    for (const NodeId reference : values(from, path)) {
        std::optional<TypedId> target = parse_reference(shown(from, reference));
        if (target && target->id.document == from.document->view().version().document) {
            out.push_back(*std::move(target));
        }
    }
    return out;
}

bool matches(const Candidate& candidate, const Filter& filter) {
    if (filter.parameter->type.empty()) {
        return matches_own(candidate, filter);
    }
    const std::vector<NodeId> found = values(candidate, filter.parameter->path);
    if (filter.modifier == Modifier::missing) {
        return found.empty() == filter.wants_missing;
    }
    const bool any =
        std::ranges::any_of(found, [&](NodeId node) { return matches_value(candidate, filter, node); });
    return filter.modifier == Modifier::negated ? !any : any;
}

bool is_about_subject(const Candidate& candidate, std::string_view path) {
    const std::size_t subject = candidate.document->view().subject();
    if (candidate.number == resources::no_entry) {
        return true; // metadata of the document is about its person
    }
    if (candidate.number == subject) {
        return true;
    }
    return std::ranges::any_of(targets(candidate, path),
                               [&](const TypedId& target) { return target.id.resource == subject; });
}

} // namespace renkei::mhd
