#include "gateway/network/mhd/search/candidate.h"

#include "gateway/network/mhd/metadata/document_references.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/metadata/provenance.h"

#include <algorithm>
#include <cassert>

namespace renkei::mhd {
namespace {

// What is made for a document as a whole. Entry 0 of a document is its Composition, so DocumentReference/ID.0
// is free for the document as FHIR.
struct GeneratedKind {
    std::string_view type;
    std::uint32_t number; // in the id; no_entry: none
    bool (*exists)(const DocumentView& view);
    std::string (*write)(const DocumentView& view, const std::string& base);
};

bool is_always_there(const DocumentView&) { return true; }
bool has_resources(const DocumentView& view) { return view.count() > 0; }

constexpr GeneratedKind generated_kinds[] = {
    {"DocumentReference", resources::no_entry, is_always_there, document_reference_of},
    {"DocumentReference", 0, is_form_file, fhir_document_reference_of},
    {"List", resources::no_entry, is_always_there, submission_set_of},
    {"Provenance", resources::no_entry, has_resources, provenance},
};

std::optional<Candidate> with_number(OpenDocument& document, std::string_view type, std::uint32_t number) {
    if (const GeneratedResource* const generated = document.generated(type, number)) {
        return Candidate{.document = &document,
                         .tree = &generated->tree,
                         .node = json::Tree::root,
                         .number = number,
                         .generated = generated};
    }
    const DocumentView& view = document.view();
    if (number >= view.count() || view.type(number) != type || view.resource(number) == json::no_node) {
        return std::nullopt;
    }
    return Candidate{
        .document = &document, .tree = &view.tree(), .node = view.resource(number), .number = number};
}

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
    if (candidate.generated != nullptr || reference.empty()) {
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
    return candidate.generated != nullptr ? std::string(text)
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

// R4 search, references by canonical URL: one without a version means every version.
bool same_canonical(std::string_view wanted, std::string_view found) {
    return found.starts_with(wanted) && (found.size() == wanted.size() || found[wanted.size()] == '|');
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
        return std::ranges::any_of(filter.tokens, [&](const TokenValue& token) {
            return matches(token, *candidate.tree, node,
                           token.system ? filter.parameter->system : std::string_view());
        });
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
    case SearchKind::canonical:
        return std::ranges::any_of(filter.values, [&](const std::string& wanted) {
            return same_canonical(wanted, candidate.tree->text(node));
        });
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

const GeneratedResource* OpenDocument::generated(std::string_view type, std::uint32_t number) {
    static_assert(std::size(generated_kinds) == kinds);
    const auto* const kind = std::ranges::find_if(generated_kinds, [&](const GeneratedKind& each) {
        return each.type == type && each.number == number;
    });
    if (kind == std::end(generated_kinds) || !kind->exists(*view_)) {
        return nullptr;
    }
    std::unique_ptr<GeneratedResource>& out =
        generated_[static_cast<std::size_t>(kind - std::begin(generated_kinds))];
    if (out == nullptr) {
        out = std::make_unique<GeneratedResource>();
        out->text = kind->write(*view_, base_);
        const diag::Result<void> parsed = json::Parser().parse(out->text, out->tree);
        assert(parsed); // we wrote it
        static_cast<void>(parsed);
    }
    return out.get();
}

std::string_view Candidate::type() const { return text_at(*tree, node, "resourceType"); }

TypedId Candidate::key() const {
    const bool has_number = number != resources::no_entry;
    return {.type = std::string(type()),
            .id = {.document = document->view().version().document,
                   .resource = has_number ? std::optional<std::uint32_t>(number) : std::nullopt}};
}

std::string Candidate::json() const {
    if (generated != nullptr) {
        return generated->text;
    }
    std::string out;
    document->view().write(number, document->base(), out);
    return out;
}

std::optional<Candidate> candidate(OpenDocument& document, const TypedId& key) {
    return key.id.document == document.view().version().document
               ? with_number(document, key.type, key.id.resource.value_or(resources::no_entry))
               : std::nullopt;
}

std::vector<Candidate> candidates(OpenDocument& document, std::string_view type) {
    std::vector<Candidate> out;
    const auto add = [&](std::uint32_t number) {
        if (const std::optional<Candidate> found = with_number(document, type, number)) {
            out.push_back(*found);
        }
    };
    for (const GeneratedKind& kind : generated_kinds) {
        if (kind.type == type) {
            add(kind.number);
        }
    }
    const DocumentView& view = document.view();
    for (std::uint32_t number = 0; number < view.count(); ++number) {
        if (view.type(number) == type) {
            add(number);
        }
    }
    return out;
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

Follow follow_from(const Candidate& candidate) {
    return [candidate](std::string_view reference) { return follow(candidate, reference); };
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
    if (candidate.generated == nullptr && candidate.number == subject) {
        return true;
    }
    const std::vector<TypedId> named = targets(candidate, path);
    const bool is_of_document = candidate.generated != nullptr && named.empty();
    return is_of_document ||
           std::ranges::any_of(named, [&](const TypedId& target) { return target.id.resource == subject; });
}

} // namespace renkei::mhd
