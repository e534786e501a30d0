#include "gateway/network/mhd/metadata/metadata.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/metadata/confidentiality.h"
#include "gateway/network/mhd/metadata/document_people.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/identifiers.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

constexpr std::string_view part_media_type = "application/fhir+json";

// One of the two resources in the making.
struct MetadataWriter {
    const DocumentView& view;
    const MetadataLinks& links;
    const Tree& tree = view.tree();
    const store::Version& version = view.version();
    DocumentPeople people{view};
    NodeId composition = view.composition();

    std::string document_reference() const {
        const bool is_original = links.transforms.empty();
        const bool replaces = !links.replaces.empty();
        const bool is_as_sent = links.media_type.empty();
        const std::string size =
            version.part ? ""
                         : std::to_string(is_as_sent ? version.size : links.size); // made when it is read
        const std::string_view label = label_of_document(tree, composition);
        const NodeId event = node_at(tree, composition, "event");
        const std::optional<std::size_t> custodian = people.custodian_entry();
        const NodeId kind = custodian ? node_at(tree, view.resource(*custodian), "type") : json::no_node;
        const NodeId setting = practice_setting();
        const auto [format_system, format] = format_of_document();
        std::vector<DocumentAuthor> named = people.authors();
        if (is_comprehensive()) {
            named.insert(named.begin(), {"patient", view.subject()});
        }
        const std::string_view language = text_at(tree, composition, "language");
        return by_example(
            "DocumentReference",
            {{"id", id()},
             {"meta", meta("DocumentReference")},
             {"contained", contained(named)},
             {"unique id", is_original ? unique_id(version) : fhir_unique_id(version)},
             {"entry uuid", is_original ? entry_uuid(version) : fhir_entry_uuid(version)},
             {"status", version.status == store::VersionStatus::current ? "current" : "superseded"},
             {"type", type()},
             {"category", category()},
             {"subject", subject()},
             {"date", time::instant(version.created)},
             {"authors",
              json::elements_of(people.authors(),
                                [](const DocumentAuthor& each) { return reference("#" + each.id); })},
             {"custodian",
              custodian && view.type(*custodian) == "Organization" ? reference_to(*custodian) : ""},
             {"relation", replaces      ? "replaces"
                          : is_original ? ""
                                        : "transforms"},
             {"target", replaces ? links.replaces : links.transforms},
             {"title", version.title},
             {"label", label.empty() ? "N" : label},
             {"label display", label.empty() ? "normal" : ""},
             {"media type", !is_as_sent    ? links.media_type
                            : version.part ? part_media_type
                                           : version.media_type},
             {"language", language.empty() ? "ja" : language},
             {"url", links.document_url},
             {"size", size},
             {"sha1", version.part ? ""
                      : is_as_sent ? view.sha1()
                                   : links.sha1},
             {"creation", version.date.empty() ? time::instant(version.created) : version.date},
             {"format system", format_system},
             {"format", format},
             {"event", event == json::no_node ? "" : json_at(event, "code")},
             {"period", event == json::no_node ? "" : json_at(event, "period")},
             {"facility", known_or_unknown(kind)},
             {"setting", known_or_unknown(setting == json::no_node ? kind : setting)},
             {"patient", is_comprehensive() ? "#patient" : ""}});
    }

    std::string submission_set() const {
        const std::vector<DocumentAuthor> sources = people.sources();
        const auto source = [&](bool is_organization) {
            const auto found = std::ranges::find(
                sources, is_organization, [&](const auto& each) { return people.is_organization(each); });
            return found == sources.end() ? std::string() : "#" + found->id;
        };
        const std::optional<policy::Identifier> sender = people.sender();
        return by_example(
            "SubmissionSet",
            {{"id", id()},
             {"meta", meta("SubmissionSet")},
             {"contained", contained(sources)},
             {"recipients",
              json::elements_of(
                  links.receivers,
                  [](const policy::Identifier& each) {
                      return by_example("recipient", {{"system", each.system}, {"value", each.value}});
                  })},
             {"type", type()},
             {"sender", sender ? source_id(*sender) : ""},
             {"no sender", sender ? "" : "masked"}, // a part that does not show it
             {"unique id", submission_id(version)},
             {"entry uuid", submission_uuid(version)},
             {"title", version.title},
             {"subject", subject()},
             {"date", time::instant(version.created)},
             {"organization", source(true)},
             {"person", source(false)},
             {"document", links.reference.empty() ? "DocumentReference/" + logical_id(version.document)
                                                  : links.reference}});
    }

    bool is_comprehensive() const { return view.subject() != resources::no_entry && !version.part; }

    std::string id() const {
        return links.provides   ? std::string()
               : links.resource ? logical_id(version.document, *links.resource)
                                : logical_id(version.document);
    }

    std::string meta(std::string_view type) const {
        const std::string_view level = is_comprehensive() ? "Comprehensive" : "Minimal";
        return by_example("metadata", {{"version", links.provides ? "" : std::to_string(version.number)},
                                       {"updated", links.provides ? "" : time::instant(version.created)},
                                       {"profile", fmt::format("{}IHE.MHD.{}.{}", structures, level, type)},
                                       {"subsetted", version.part ? "SUBSETTED" : ""}});
    }

    std::string contained(const std::vector<DocumentAuthor>& authors) const {
        return json::elements_of(authors,
                                 [this](const auto& each) { return contained(each.id, each.entry); });
    }

    // What names the person or organisation, and nothing that leads elsewhere.
    std::string contained(std::string_view id, std::size_t entry) const {
        const NodeId resource = view.resource(entry);
        const std::vector<NodeId> known = people.known_identifiers(entry);
        return by_example(
            "contained",
            {{"type", view.type(entry)},
             {"id", id},
             {"identifiers", json::elements_of(known, [this](NodeId each) { return identifier(each); })},
             {"name", json_at(resource, "name")},
             {"gender", json_at(resource, "gender")},
             {"birth date", json_at(resource, "birthDate")}});
    }

    // Without the reference to an assigner, which stands in the document.
    std::string identifier(NodeId known) const {
        return by_example("identifier", {{"system", text_at(tree, known, "system")},
                                         {"value", text_at(tree, known, "value")}});
    }

    std::string json_at(NodeId object, std::string_view name) const {
        return json::text_of_node(tree, tree.child(object, name));
    }

    std::string type() const {
        const NodeId kept = node_at(tree, composition, "type");
        return kept != json::no_node || version.type_code.empty()
                   ? known_or_unknown(kept)
                   : concept_of(version.type_system, version.type_code);
    }

    // The class of the document: what it says itself, else LOINC's word for its type, else the type.
    std::string category() const {
        if (const NodeId kept = node_at(tree, composition, "category"); kept != json::no_node) {
            return json::text_of_node(tree, kept);
        }
        for (const NodeId coding : nodes_at(tree, composition, "type.coding")) {
            if (text_at(tree, coding, "system") == loinc) {
                return by_example("coded", {{"coding", json::text_of_node(tree, coding)}});
            }
        }
        return type();
    }

    // Refers to an entry of the document; in a transaction, where it is not there yet, by its identifier.
    std::string reference_to(std::size_t entry) const {
        if (!links.provides) {
            return reference(fmt::format("{}/{}", view.type(entry), logical_id(version.document, entry)));
        }
        const std::vector<NodeId> known = people.known_identifiers(entry);
        return by_example(
            "logical reference",
            {{"type", view.type(entry)}, {"identifier", known.empty() ? "" : identifier(known.front())}});
    }

    std::string subject() const { return is_comprehensive() ? reference_to(view.subject()) : ""; }

    // System and code: the form and its version; of a FHIR document without a form its profile.
    std::pair<std::string, std::string> format_of_document() const {
        if (!version.form.empty()) {
            return {fmt::format("{}/CodeSystem/format", own_base),
                    fmt::format("urn:renkei:{}:{}", version.form, version.form_version)};
        }
        const std::string_view profile = text_at(tree, composition, "meta.profile");
        return profile.empty() ? std::pair<std::string, std::string>(
                                     "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode",
                                     "urn:ihe:iti:xds:2017:mimeTypeSufficient")
                               : std::pair<std::string, std::string>(uri_system, profile);
    }

    std::string known_or_unknown(NodeId kept) const {
        return kept == json::no_node ? concept_of(null_flavor, "UNK", "unknown")
                                     : json::text_of_node(tree, kept);
    }

    // The specialty of an author, else of the encounter. For a service of care, which has none, the caller
    // takes the kind of the service.
    NodeId practice_setting() const {
        for (const NodeId role : people.author_roles()) {
            if (const NodeId specialty = node_at(tree, role, "specialty"); specialty != json::no_node) {
                return specialty;
            }
        }
        const std::string_view reference = text_at(tree, composition, "encounter.reference");
        const auto encounter = reference.empty() ? std::nullopt : view.find(reference, 0);
        return encounter ? node_at(tree, encounter->resource, "serviceType") : json::no_node;
    }
};

} // namespace

std::string document_reference(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter{view, links}.document_reference();
}

std::string submission_set(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter{view, links}.submission_set();
}

} // namespace renkei::mhd
