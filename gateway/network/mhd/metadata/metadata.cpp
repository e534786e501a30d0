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
class MetadataWriter {
public:
    MetadataWriter(const DocumentView& view, const MetadataLinks& links)
        : view_(view),
          tree_(view.tree()),
          version_(view.version()),
          links_(links),
          people_(view),
          composition_(view.composition()) {}

    std::string document_reference() const {
        const bool is_original = links_.transforms.empty();
        const bool replaces = !links_.replaces.empty();
        const bool is_as_sent = links_.media_type.empty();
        const std::string size =
            version_.part ? ""
                          : std::to_string(is_as_sent ? version_.size : links_.size); // made when it is read
        const std::string_view label = label_of_document(tree_, composition_);
        const NodeId event = node_at(tree_, composition_, "event");
        const std::optional<std::size_t> custodian = people_.custodian_entry();
        const NodeId kind = custodian ? node_at(tree_, view_.resource(*custodian), "type") : json::no_node;
        const NodeId setting = practice_setting();
        const auto [format_system, format] = format_of_document();
        std::vector<DocumentAuthor> named = people_.authors();
        if (is_comprehensive()) {
            named.insert(named.begin(), {"patient", view_.subject()});
        }
        const std::string_view language = text_at(tree_, composition_, "language");
        return by_example(
            "DocumentReference",
            {{"id", id()},
             {"meta", meta("DocumentReference")},
             {"contained", contained(named)},
             {"unique id", is_original ? unique_id(version_) : fhir_unique_id(version_)},
             {"entry uuid", is_original ? entry_uuid(version_) : fhir_entry_uuid(version_)},
             {"status", version_.status == store::VersionStatus::current ? "current" : "superseded"},
             {"type", type()},
             {"category", category()},
             {"subject", subject()},
             {"date", time::instant(version_.created)},
             {"authors",
              json::elements_of(people_.authors(),
                                [](const DocumentAuthor& each) { return reference("#" + each.id); })},
             {"custodian",
              custodian && view_.type(*custodian) == "Organization" ? reference_to(*custodian) : ""},
             {"relation", replaces      ? "replaces"
                          : is_original ? ""
                                        : "transforms"},
             {"target", replaces ? links_.replaces : links_.transforms},
             {"title", version_.title},
             {"label", label.empty() ? "N" : label},
             {"label display", label.empty() ? "normal" : ""},
             {"media type", !is_as_sent     ? links_.media_type
                            : version_.part ? part_media_type
                                            : version_.media_type},
             {"language", language.empty() ? "ja" : language},
             {"url", links_.document_url},
             {"size", size},
             {"sha1", version_.part ? ""
                      : is_as_sent  ? view_.sha1()
                                    : links_.sha1},
             {"creation", version_.date.empty() ? time::instant(version_.created) : version_.date},
             {"format system", format_system},
             {"format", format},
             {"event", event == json::no_node ? "" : json_at(event, "code")},
             {"period", event == json::no_node ? "" : json_at(event, "period")},
             {"facility", known_or_unknown(kind)},
             {"setting", known_or_unknown(setting == json::no_node ? kind : setting)},
             {"patient", is_comprehensive() ? "#patient" : ""}});
    }

    std::string submission_set() const {
        const std::vector<DocumentAuthor> sources = people_.sources();
        const auto source = [&](bool is_organization) {
            const auto found = std::ranges::find(
                sources, is_organization, [&](const auto& each) { return people_.is_organization(each); });
            return found == sources.end() ? std::string() : "#" + found->id;
        };
        const std::optional<policy::Identifier> sender = people_.sender();
        return by_example(
            "SubmissionSet",
            {{"id", id()},
             {"meta", meta("SubmissionSet")},
             {"contained", contained(sources)},
             {"recipients",
              json::elements_of(
                  links_.receivers,
                  [](const policy::Identifier& each) {
                      return by_example("recipient", {{"system", each.system}, {"value", each.value}});
                  })},
             {"type", type()},
             {"sender", sender ? source_id(*sender) : ""},
             {"no sender", sender ? "" : "masked"}, // a part that does not show it
             {"unique id", submission_id(version_)},
             {"entry uuid", submission_uuid(version_)},
             {"title", version_.title},
             {"subject", subject()},
             {"date", time::instant(version_.created)},
             {"organization", source(true)},
             {"person", source(false)},
             {"document", links_.reference.empty() ? "DocumentReference/" + logical_id(version_.document)
                                                   : links_.reference}});
    }

private:
    bool is_comprehensive() const { return view_.subject() != resources::no_entry && !version_.part; }

    std::string id() const {
        return links_.provides   ? std::string()
               : links_.resource ? logical_id(version_.document, *links_.resource)
                                 : logical_id(version_.document);
    }

    std::string meta(std::string_view type) const {
        const std::string_view level = is_comprehensive() ? "Comprehensive" : "Minimal";
        return by_example("metadata", {{"version", links_.provides ? "" : std::to_string(version_.number)},
                                       {"updated", links_.provides ? "" : time::instant(version_.created)},
                                       {"profile", fmt::format("{}IHE.MHD.{}.{}", structures, level, type)},
                                       {"subsetted", version_.part ? "SUBSETTED" : ""}});
    }

    std::string contained(const std::vector<DocumentAuthor>& authors) const {
        return json::elements_of(authors,
                                 [this](const auto& each) { return contained(each.id, each.entry); });
    }

    // What names the person or organisation, and nothing that leads elsewhere.
    std::string contained(std::string_view id, std::size_t entry) const {
        const NodeId resource = view_.resource(entry);
        const std::vector<NodeId> known = people_.known_identifiers(entry);
        return by_example(
            "contained",
            {{"type", view_.type(entry)},
             {"id", id},
             {"identifiers", json::elements_of(known, [this](NodeId each) { return identifier(each); })},
             {"name", json_at(resource, "name")},
             {"gender", json_at(resource, "gender")},
             {"birth date", json_at(resource, "birthDate")}});
    }

    // Without the reference to an assigner, which stands in the document.
    std::string identifier(NodeId known) const {
        return by_example("identifier", {{"system", text_at(tree_, known, "system")},
                                         {"value", text_at(tree_, known, "value")}});
    }

    std::string json_at(NodeId object, std::string_view name) const {
        return json::text_of_node(tree_, tree_.child(object, name));
    }

    std::string type() const {
        const NodeId kept = node_at(tree_, composition_, "type");
        return kept != json::no_node || version_.type_code.empty()
                   ? known_or_unknown(kept)
                   : concept_of(version_.type_system, version_.type_code);
    }

    // The class of the document: what it says itself, else LOINC's word for its type, else the type.
    std::string category() const {
        if (const NodeId kept = node_at(tree_, composition_, "category"); kept != json::no_node) {
            return json::text_of_node(tree_, kept);
        }
        for (const NodeId coding : nodes_at(tree_, composition_, "type.coding")) {
            if (text_at(tree_, coding, "system") == loinc) {
                return by_example("coded", {{"coding", json::text_of_node(tree_, coding)}});
            }
        }
        return type();
    }

    // Refers to an entry of the document; in a transaction, where it is not there yet, by its identifier.
    std::string reference_to(std::size_t entry) const {
        if (!links_.provides) {
            return reference(fmt::format("{}/{}", view_.type(entry), logical_id(version_.document, entry)));
        }
        const std::vector<NodeId> known = people_.known_identifiers(entry);
        return by_example(
            "logical reference",
            {{"type", view_.type(entry)}, {"identifier", known.empty() ? "" : identifier(known.front())}});
    }

    std::string subject() const { return is_comprehensive() ? reference_to(view_.subject()) : ""; }

    // System and code: the form and its version; of a FHIR document without a form its profile.
    std::pair<std::string, std::string> format_of_document() const {
        if (!version_.form.empty()) {
            return {fmt::format("{}/CodeSystem/format", own_base),
                    fmt::format("urn:renkei:{}:{}", version_.form, version_.form_version)};
        }
        const std::string_view profile = text_at(tree_, composition_, "meta.profile");
        return profile.empty() ? std::pair<std::string, std::string>(
                                     "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode",
                                     "urn:ihe:iti:xds:2017:mimeTypeSufficient")
                               : std::pair<std::string, std::string>(uri_system, profile);
    }

    std::string known_or_unknown(NodeId kept) const {
        return kept == json::no_node ? concept_of(null_flavor, "UNK", "unknown")
                                     : json::text_of_node(tree_, kept);
    }

    // The specialty of an author, else of the encounter. For a service of care, which has none, the caller
    // takes the kind of the service.
    NodeId practice_setting() const {
        for (const NodeId role : people_.author_roles()) {
            if (const NodeId specialty = node_at(tree_, role, "specialty"); specialty != json::no_node) {
                return specialty;
            }
        }
        const std::string_view reference = text_at(tree_, composition_, "encounter.reference");
        const auto encounter = reference.empty() ? std::nullopt : view_.find(reference, 0);
        return encounter ? node_at(tree_, encounter->resource, "serviceType") : json::no_node;
    }

    const DocumentView& view_;
    const Tree& tree_;
    const store::Version& version_;
    const MetadataLinks& links_;
    DocumentPeople people_;
    NodeId composition_;
};

} // namespace

std::string document_reference(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter(view, links).document_reference();
}

std::string submission_set(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter(view, links).submission_set();
}

} // namespace renkei::mhd
