#include "gateway/network/mhd/provide/provide_rules.h"

#include "gateway/network/mhd/metadata/canonicals.h"
#include "gateway/network/mhd/metadata/path.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

using enum MetadataLevel;

struct Rule {
    ProvidedResource what;
    MetadataLevel from; // this profile and those above
    std::string_view path;
    std::size_t least;
    std::size_t most;
    std::string_view value{}; // the only one
};
constexpr std::size_t many = 1'000'000;

constexpr Rule rules[] = {
    {ProvidedResource::submission_set, minimal, "modifierExtension", 0, 0},
    {ProvidedResource::submission_set, minimal, "~ihe-sourceId", 1, 1},
    {ProvidedResource::submission_set, minimal, "~ihe-sourceId.valueIdentifier.value", 1, 1},
    {ProvidedResource::submission_set, minimal, "~ihe-designationType", 0, 1},
    {ProvidedResource::submission_set, minimal, "~ihe-HomeCommunityId", 0, 1},
    {ProvidedResource::submission_set, minimal, "status", 1, 1, "current"},
    {ProvidedResource::submission_set, minimal, "mode", 1, 1, "working"},
    {ProvidedResource::submission_set, minimal, "date", 1, 1},
    {ProvidedResource::submission_set, minimal, "note", 0, 1},
    {ProvidedResource::submission_set, minimal, "encounter", 0, 0},
    {ProvidedResource::submission_set, minimal, "orderedBy", 0, 0},
    {ProvidedResource::submission_set, minimal, "emptyReason", 0, 0},
    {ProvidedResource::submission_set, minimal, "entry", 1, many},
    {ProvidedResource::submission_set, minimal, "entry.flag", 0, 0},
    {ProvidedResource::submission_set, minimal, "entry.deleted", 0, 0},
    {ProvidedResource::submission_set, minimal, "entry.date", 0, 0},
    {ProvidedResource::submission_set, uncontained, "~ihe-designationType.valueCodeableConcept", 1, 1},
    {ProvidedResource::submission_set, uncontained, "subject", 1, 1},

    {ProvidedResource::document_reference, minimal, "modifierExtension", 0, 0},
    {ProvidedResource::document_reference, minimal, "masterIdentifier", 1, 1},
    {ProvidedResource::document_reference, minimal, "masterIdentifier.system", 1, 1},
    {ProvidedResource::document_reference, minimal, "masterIdentifier.value", 1, 1},
    {ProvidedResource::document_reference, minimal, "status", 1, 1, "current"},
    {ProvidedResource::document_reference, minimal, "docStatus", 0, 0},
    {ProvidedResource::document_reference, minimal, "category", 0, 1},
    {ProvidedResource::document_reference, minimal, "content", 1, 1},
    {ProvidedResource::document_reference, minimal, "content.attachment.contentType", 1, 1},
    {ProvidedResource::document_reference, minimal, "content.attachment.url", 1, 1},
    {ProvidedResource::document_reference, minimal, "content.attachment.data", 0, 0},
    {ProvidedResource::document_reference, uncontained, "type", 1, 1},
    {ProvidedResource::document_reference, uncontained, "category", 1, 1},
    {ProvidedResource::document_reference, uncontained, "subject", 1, 1},
    {ProvidedResource::document_reference, uncontained, "securityLabel", 1, many},
    {ProvidedResource::document_reference, uncontained, "content.attachment.language", 1, 1},
    {ProvidedResource::document_reference, uncontained, "content.attachment.creation", 1, 1},
    {ProvidedResource::document_reference, uncontained, "content.format", 1, 1},
    {ProvidedResource::document_reference, uncontained, "context", 1, 1},
    {ProvidedResource::document_reference, uncontained, "context.facilityType", 1, 1},
    {ProvidedResource::document_reference, uncontained, "context.practiceSetting", 1, 1},
    {ProvidedResource::document_reference, uncontained, "context.sourcePatientInfo", 1, 1},

    {ProvidedResource::simplified, minimal, "modifierExtension", 0, 0},
    {ProvidedResource::simplified, minimal, "masterIdentifier", 1, 1},
    {ProvidedResource::simplified, minimal, "masterIdentifier.value", 1, 1},
    {ProvidedResource::simplified, minimal, "status", 1, 1, "current"},
    {ProvidedResource::simplified, minimal, "docStatus", 0, 0},
    {ProvidedResource::simplified, minimal, "category", 0, 1},
    {ProvidedResource::simplified, minimal, "subject", 1, 1},
    {ProvidedResource::simplified, minimal, "content", 1, 1},
    {ProvidedResource::simplified, minimal, "content.attachment.contentType", 1, 1},
    {ProvidedResource::simplified, minimal, "content.attachment.url", 0, 0},
    {ProvidedResource::simplified, minimal, "content.attachment.data", 1, 1},
};

// References that the comprehensive profile wants to lie in the resource itself.
struct ContainedRule {
    ProvidedResource what;
    std::string_view path;
};
constexpr ContainedRule contained_rules[] = {
    {ProvidedResource::submission_set, "source"},
    {ProvidedResource::document_reference, "author"},
    {ProvidedResource::document_reference, "authenticator"},
    {ProvidedResource::document_reference, "context.sourcePatientInfo"}};

struct IdentifierRule {
    ProvidedResource what;
    std::string_view type;
    std::string_view begins; // its value
    std::size_t most;
};
constexpr IdentifierRule identifier_rules[] = {
    {ProvidedResource::submission_set, "uniqueId", "urn:oid:", 1},
    {ProvidedResource::submission_set, "entryUUID", "urn:uuid:", 1},
    {ProvidedResource::document_reference, "entryUUID", "urn:uuid:", 1},
    {ProvidedResource::simplified, "entryUUID", "urn:uuid:", 0}};

struct ProfileRow {
    std::string_view name;
    MetadataLevel level;
};
constexpr ProfileRow profiles[] = {{"IHE.MHD.Minimal.ProvideBundle", minimal},
                                   {"IHE.MHD.UnContained.Comprehensive.ProvideBundle", uncontained},
                                   {"IHE.MHD.Comprehensive.ProvideBundle", comprehensive}};

std::string times(const Rule& rule) {
    if (rule.most == 0) {
        return "0";
    }
    return rule.least == rule.most
               ? std::to_string(rule.least)
               : fmt::format("{}..{}", rule.least, rule.most == many ? "*" : std::to_string(rule.most));
}

void check_rule(const Tree& tree, NodeId node, const Rule& rule, RequestFindings& issues) {
    const std::vector<NodeId> found = nodes_at(tree, node, rule.path);
    if (found.size() < rule.least || found.size() > rule.most) {
        issues.add(found.size() > rule.most ? found.back() : node, rule.path, times(rule),
                   std::to_string(found.size()));
        return;
    }
    for (const NodeId each : found) {
        if (!rule.value.empty() && tree.text(each) != rule.value) {
            issues.add(each, rule.path, rule.value, {});
        }
    }
}

void check_contained(const Tree& tree, NodeId node, const ContainedRule& rule, RequestFindings& issues) {
    for (const NodeId each : nodes_at(tree, node, rule.path)) {
        const std::string_view reference = text_at(tree, each, "reference");
        const bool is_organization_only = reference.empty() && tree.child(each, "extension") != json::no_node;
        if (!reference.starts_with('#') && !is_organization_only) {
            issues.add(each, rule.path, "#…", reference.empty() ? "-" : reference);
        }
    }
}

void check_identifiers(const Tree& tree, NodeId node, const IdentifierRule& rule, RequestFindings& issues) {
    std::size_t count = 0;
    for (const NodeId identifier : nodes_at(tree, node, "identifier")) {
        if (!has_identifier_type(tree, identifier, rule.type)) {
            continue;
        }
        ++count;
        if (text_at(tree, identifier, "system") != uri_system) {
            issues.add(identifier, "identifier.system", uri_system, text_at(tree, identifier, "system"));
        }
        if (!text_at(tree, identifier, "value").starts_with(rule.begins)) {
            issues.add(identifier, "identifier.value", fmt::format("{}…", rule.begins),
                       text_at(tree, identifier, "value"));
        }
        if (count > rule.most) {
            issues.add(identifier, fmt::format("identifier:{}", rule.type), fmt::format("0..{}", rule.most),
                       std::to_string(count));
        }
    }
}

void check_list(const Tree& tree, NodeId node, RequestFindings& issues) {
    const std::vector<NodeId> codings = nodes_at(tree, node, "code.coding");
    const bool is_set = std::ranges::any_of(codings, [&](NodeId each) {
        return text_at(tree, each, "system") == list_types && text_at(tree, each, "code") == "submissionset";
    });
    if (!is_set) {
        issues.add(node, "code", fmt::format("{}|submissionset", list_types),
                   text_at(tree, node, "code.coding.code"));
    }
    const std::string_view source = text_at(tree, node, "~ihe-sourceId.valueIdentifier.value");
    if (!source.empty() && !source.starts_with("urn:oid:")) {
        issues.add(node_at(tree, node, "~ihe-sourceId.valueIdentifier.value"), "sourceId", "urn:oid:…",
                   source);
    }
}

void check_master(const Tree& tree, NodeId node, RequestFindings& issues) {
    const NodeId master = tree.child(node, "masterIdentifier");
    if (master != json::no_node && !has_identifier_type(tree, master, "uniqueId")) {
        issues.add(master, "masterIdentifier.type", fmt::format("{}|uniqueId", identifier_types),
                   text_at(tree, master, "type.coding.code"));
    }
}

} // namespace

std::optional<MetadataLevel> level_of(std::string_view bundle_profile) {
    bundle_profile = bundle_profile.substr(0, bundle_profile.find('|'));
    for (const ProfileRow& row : profiles) {
        if (bundle_profile.starts_with(structures) && bundle_profile.substr(structures.size()) == row.name) {
            return row.level;
        }
    }
    return std::nullopt;
}

std::string bundle_profiles() {
    std::string out;
    for (const ProfileRow& row : profiles) {
        out += fmt::format("{}{}{}", out.empty() ? "" : ", ", structures, row.name);
    }
    return out;
}

void check_provided(const Tree& tree, NodeId node, ProvidedResource what, MetadataLevel level,
                    RequestFindings& issues) {
    for (const Rule& rule : rules) {
        if (rule.what == what && rule.from <= level) {
            check_rule(tree, node, rule, issues);
        }
    }
    for (const ContainedRule& rule : contained_rules) {
        if (rule.what == what && level == comprehensive) {
            check_contained(tree, node, rule, issues);
        }
    }
    for (const IdentifierRule& rule : identifier_rules) {
        if (rule.what == what) {
            check_identifiers(tree, node, rule, issues);
        }
    }
    if (what == ProvidedResource::submission_set) {
        check_list(tree, node, issues);
    }
    if (what == ProvidedResource::document_reference) {
        check_master(tree, node, issues);
    }
}

bool has_identifier_type(const Tree& tree, NodeId identifier, std::string_view type) {
    const std::vector<NodeId> codings = nodes_at(tree, identifier, "type.coding");
    return std::ranges::any_of(codings, [&](NodeId each) {
        return text_at(tree, each, "system") == identifier_types && text_at(tree, each, "code") == type;
    });
}

void RequestFindings::add(json::NodeId node, std::string_view element, std::string_view expected,
                          std::string_view found) {
    const std::string_view shown = found.empty() && !tree_[node].is_container() ? tree_.text(node) : found;
    add(diag::message::mhd_wrong, node,
        {std::string(element), std::string(expected), std::string(shown.empty() ? "-" : shown)});
}

void RequestFindings::add(diag::Message message, json::NodeId node, std::vector<std::string> args) {
    if (!positions_) {
        positions_.emplace(tree_.input());
    }
    report_.add(message, json::where(tree_, node, *positions_), std::move(args));
}

} // namespace renkei::mhd
