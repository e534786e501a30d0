#include "gateway/fhir/validate/bundles/bundle_rules.h"

#include "gateway/fhir/validate/bundles/bundle_links.h"
#include "generated/messages/validate_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace renkei::validate {
namespace {

using BundleRule = void (*)(ValidationRun&, const EntryIndex&);

constexpr std::string_view outcome = "OperationOutcome";

struct Search {
    NodeId self = no_node;
    std::vector<std::string_view> types;

    bool may_match(std::string_view type) const {
        return types.empty() || std::ranges::find(types, type) != types.end();
    }
};

// The part before the separator; `rest` goes behind it.
std::string_view take(std::string_view& rest, char separator) {
    const std::string_view part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

// The resource types that a search is for, by its URL: [base]/Patient?…, [base]?_type=A,B; empty: the URL
// does not say.
std::vector<std::string_view> searched_types(const definitions::R4Definitions& r4, std::string_view url) {
    std::string_view parameters = url;
    std::string_view path = take(parameters, '?');
    constexpr std::string_view by_post = "/_search";
    if (path.ends_with(by_post)) {
        path.remove_suffix(by_post.size());
    }
    if (const std::string_view last = path.substr(path.rfind('/') + 1); is_resource_type(r4, last)) {
        return {last};
    }
    std::vector<std::string_view> out;
    while (!parameters.empty()) {
        std::string_view value = take(parameters, '&');
        if (take(value, '=') != "_type") {
            continue;
        }
        while (!value.empty()) {
            if (const std::string_view name = take(value, ','); is_resource_type(r4, name)) {
                out.push_back(name);
            }
        }
    }
    return out;
}

Search search_of(ValidationRun& validation, const EntryIndex& bundle) {
    const Document& document = validation.document();
    Search out;
    for (const NodeId link : document.list(bundle.bundle(), "link")) {
        if (out.self == no_node && document.text(link, "relation") == "self") {
            out.self = link;
        }
    }
    if (out.self == no_node) {
        validation.report(message::bundle_search_no_self, bundle.bundle());
        return out;
    }
    const std::string_view url = document.text(out.self, "url");
    out.types = searched_types(validation.r4(), url);
    if (out.types.empty()) {
        validation.report(message::bundle_search_self_unclear, out.self, {url});
    }
    return out;
}

std::string_view mode_of(const Document& document, const IndexedEntry& entry) {
    return document.text(document.child(entry.node, "search"), "mode");
}

void check_id(ValidationRun& validation, const IndexedEntry& entry, diag::Severity severity) {
    if (entry.id.empty()) {
        validation.report(message::bundle_search_no_id, severity, entry.resource, {entry.type});
    }
}

void check_searched_type(ValidationRun& validation, const Search& search, const IndexedEntry& entry,
                         diag::Severity severity) {
    if (!search.may_match(entry.type)) {
        validation.report(message::bundle_search_other_type, severity, entry.resource,
                          {entry.type, fmt::format("{}", fmt::join(search.types, ", "))});
    }
}

void check_by_mode(ValidationRun& validation, const Search& search, const IndexedEntry& entry) {
    const std::string_view mode = mode_of(validation.document(), entry);
    if (mode.empty()) {
        validation.report(message::bundle_search_no_mode, entry.node);
    } else if (mode == "match") {
        check_id(validation, entry, diag::Severity::error);
        check_searched_type(validation, search, entry, diag::Severity::error);
    } else if (mode == "include") {
        check_id(validation, entry, diag::Severity::error);
    } else if (mode == "outcome" && entry.type != outcome) {
        validation.report(message::bundle_search_no_outcome, entry.resource, {entry.type});
    }
}

// No entry has a mode: a resource of another type may have been included.
void check_without_modes(ValidationRun& validation, const Search& search, const EntryIndex& bundle) {
    bool is_clear = true;
    for (const IndexedEntry& entry : bundle.entries()) {
        if (entry.resource != no_node && entry.type != outcome) {
            check_id(validation, entry, diag::Severity::warning);
            is_clear = is_clear && !search.types.empty() && search.may_match(entry.type);
        }
    }
    validation.report(message::bundle_search_no_mode,
                      is_clear ? diag::Severity::information : diag::Severity::warning, bundle.bundle());
}

// What was searched (R4 http.html, search), and can the entries be its results?
void check_search_bundle(ValidationRun& validation, const EntryIndex& bundle) {
    const Search search = search_of(validation, bundle);
    const auto& entries = bundle.entries();
    for (const IndexedEntry& entry : entries) {
        if (entry.resource == no_node) {
            validation.report(message::bundle_search_no_resource, entry.node);
        }
    }
    const bool any_mode = std::ranges::any_of(
        entries, [&](const IndexedEntry& entry) { return !mode_of(validation.document(), entry).empty(); });
    if (!any_mode) {
        if (!entries.empty()) {
            check_without_modes(validation, search, bundle);
        }
        return;
    }
    for (const IndexedEntry& entry : entries) {
        if (entry.resource != no_node) {
            check_by_mode(validation, search, entry);
        }
    }
}

struct BundleRow {
    std::string_view type; // of the bundle; empty: every
    BundleRule rule;
};
constexpr std::array bundle_rules{
    BundleRow{"", check_full_urls},
    BundleRow{"", check_bundle_links},
    BundleRow{"document", check_document_bundle},
    BundleRow{"message", check_message_bundle},
    BundleRow{"searchset", check_search_bundle},
    BundleRow{"batch", check_requests},
    BundleRow{"transaction", check_requests},
};

} // namespace

void check_bundle(ValidationRun& validation, NodeId resource) {
    const EntryIndex* bundle = validation.document().bundle_around(resource);
    if (bundle == nullptr || bundle->bundle() != resource) {
        return; // where no Bundle may occur
    }
    for (const BundleRow& row : bundle_rules) {
        if (row.type.empty() || row.type == bundle->type()) {
            row.rule(validation, *bundle);
        }
    }
}

} // namespace renkei::validate
