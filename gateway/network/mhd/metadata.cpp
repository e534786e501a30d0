#include "gateway/network/mhd/metadata.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/confidentiality.h"
#include "gateway/network/mhd/document_people.h"
#include "gateway/network/mhd/identifiers.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/metadata_pieces.h"
#include "gateway/network/mhd/path.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

constexpr std::string_view part_media_type = "application/fhir+json";
constexpr std::string_view observation_values = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
constexpr std::string_view subsetted = "SUBSETTED"; // the document of which it is is shown in part

// One of the two resources in the making.
class MetadataWriter {
public:
    MetadataWriter(const DocumentView& view, const MetadataLinks& links)
        : view_(view),
          tree_(view.tree()),
          version_(view.version()),
          links_(links),
          people_(view),
          writer_(out_),
          pieces_(writer_) {
        composition_ = view.composition();
    }

    std::string document_reference() {
        begin("DocumentReference");
        contained(people_.authors(), true);
        const bool is_original = links_.transforms.empty();
        writer_.key("masterIdentifier");
        pieces_.identifier("uniqueId", "usual", is_original ? unique_id(version_) : fhir_unique_id(version_));
        writer_.key("identifier").start_array();
        pieces_.identifier("entryUUID", "official",
                           is_original ? entry_uuid(version_) : fhir_entry_uuid(version_));
        writer_.end_array();
        writer_.member("status", version_.status == store::VersionStatus::current ? "current" : "superseded");
        writer_.key("type");
        type();
        writer_.key("category").start_array();
        category();
        writer_.end_array();
        subject();
        writer_.member("date", time::instant(version_.created));
        authors();
        custodian();
        relates_to();
        if (!version_.title.empty()) {
            writer_.member("description", version_.title);
        }
        security_labels();
        content();
        context();
        writer_.end_object();
        return std::move(out_);
    }

    std::string submission_set() {
        begin("List");
        contained(people_.sources(), false);
        writer_.key("extension").start_array();
        pieces_.intended_recipients(links_.receivers);
        pieces_.extension("ihe-designationType", "valueCodeableConcept");
        type();
        writer_.end_object();
        pieces_.source(people_.sender());
        writer_.end_array();
        writer_.key("identifier").start_array();
        pieces_.identifier("uniqueId", "usual", submission_id(version_));
        pieces_.identifier("entryUUID", "official", submission_uuid(version_));
        writer_.end_array();
        writer_.member("status", "current").member("mode", "working");
        if (!version_.title.empty()) {
            writer_.member("title", version_.title);
        }
        writer_.key("code");
        pieces_.concept_of(list_types, "submissionset", "");
        subject();
        writer_.member("date", time::instant(version_.created));
        source();
        writer_.key("entry").start_array().start_object().key("item");
        pieces_.reference(links_.reference.empty() ? "DocumentReference/" + logical_id(version_.document)
                                                   : links_.reference);
        writer_.end_object().end_array();
        writer_.end_object();
        return std::move(out_);
    }

private:
    bool is_comprehensive() const { return view_.subject() != resources::no_entry && !version_.part; }

    void begin(std::string_view type) {
        const bool is_list = type == "List";
        writer_.start_object().member("resourceType", type);
        if (!links_.provides) {
            writer_.member("id", links_.resource ? logical_id(version_.document, *links_.resource)
                                                 : logical_id(version_.document));
        }
        writer_.key("meta").start_object();
        if (!links_.provides) {
            writer_.member("versionId", std::to_string(version_.number))
                .member("lastUpdated", time::instant(version_.created));
        }
        const std::string_view level = is_comprehensive() ? "Comprehensive" : "Minimal";
        writer_.key("profile")
            .start_array()
            .string(fmt::format("{}IHE.MHD.{}.{}", structures, level, is_list ? "SubmissionSet" : type))
            .end_array();
        if (version_.part) {
            writer_.key("tag").start_array().start_object();
            writer_.member("system", observation_values).member("code", subsetted).end_object().end_array();
        }
        writer_.end_object();
    }

    void contained(const std::vector<DocumentAuthor>& authors, bool with_patient) {
        const bool has_patient = with_patient && is_comprehensive();
        if (!has_patient && authors.empty()) {
            return;
        }
        writer_.key("contained").start_array();
        if (has_patient) {
            short_copy("patient", view_.subject());
        }
        for (const DocumentAuthor& author : authors) {
            short_copy(author.id, author.entry);
        }
        writer_.end_array();
    }

    // What names the person or organisation, and nothing that leads elsewhere.
    void short_copy(const std::string& id, std::size_t entry) {
        constexpr std::string_view names[] = {"identifier", "name", "gender", "birthDate"};
        const NodeId resource = view_.resource(entry);
        writer_.start_object().member("resourceType", view_.type(entry)).member("id", id);
        for (const std::string_view name : names) {
            const NodeId kept = tree_.child(resource, name);
            if (kept == json::no_node) {
                continue;
            }
            if (name != "identifier") {
                writer_.key(name).node(tree_, kept);
            } else if (const std::vector<NodeId> known = people_.known_identifiers(entry); !known.empty()) {
                plain_identifiers(known);
            }
        }
        writer_.end_object();
    }

    void plain_identifier(NodeId known) {
        writer_.start_object();
        for (const std::string_view name : {"system", "value"}) {
            if (const std::string_view text = text_at(tree_, known, name); !text.empty()) {
                writer_.member(name, text);
            }
        }
        writer_.end_object();
    }

    // Without the reference to an assigner, which stands in the document.
    void plain_identifiers(const std::vector<NodeId>& known) {
        writer_.key("identifier").start_array();
        for (const NodeId each : known) {
            plain_identifier(each);
        }
        writer_.end_array();
    }

    void type() {
        const NodeId kept = node_at(tree_, composition_, "type");
        if (kept != json::no_node) {
            writer_.node(tree_, kept);
        } else if (!version_.type_code.empty()) {
            pieces_.concept_of(version_.type_system, version_.type_code, "");
        } else {
            pieces_.unknown();
        }
    }

    // The class of the document: what it says itself, else LOINC's word for its type, else the type.
    void category() {
        const NodeId kept = node_at(tree_, composition_, "category");
        if (kept != json::no_node) {
            writer_.node(tree_, kept);
            return;
        }
        if (composition_ != json::no_node) {
            for (const NodeId coding : nodes_at(tree_, composition_, "type.coding")) {
                if (text_at(tree_, coding, "system") == loinc) {
                    writer_.start_object()
                        .key("coding")
                        .start_array()
                        .node(tree_, coding)
                        .end_array()
                        .end_object();
                    return;
                }
            }
        }
        type();
    }

    // Refers to an entry of the document; in a transaction, where it is not there yet, by its identifier.
    void reference_to(std::size_t entry) {
        if (!links_.provides) {
            pieces_.reference(fmt::format("{}/{}", view_.type(entry), logical_id(version_.document, entry)));
            return;
        }
        writer_.start_object().member("type", view_.type(entry));
        if (const std::vector<NodeId> known = people_.known_identifiers(entry); !known.empty()) {
            writer_.key("identifier");
            plain_identifier(known.front());
        }
        writer_.end_object();
    }

    void subject() {
        if (is_comprehensive()) {
            writer_.key("subject");
            reference_to(view_.subject());
        }
    }

    void authors() {
        if (people_.authors().empty()) {
            return;
        }
        writer_.key("author").start_array();
        for (const DocumentAuthor& author : people_.authors()) {
            pieces_.reference("#" + author.id);
        }
        writer_.end_array();
    }

    void custodian() {
        if (const auto entry = people_.custodian_entry(); entry && view_.type(*entry) == "Organization") {
            writer_.key("custodian");
            reference_to(*entry);
        }
    }

    void relates_to() {
        const bool replaces = !links_.replaces.empty();
        if (!replaces && links_.transforms.empty()) {
            return;
        }
        writer_.key("relatesTo").start_array().start_object();
        writer_.member("code", replaces ? "replaces" : "transforms").key("target");
        pieces_.reference(replaces ? links_.replaces : links_.transforms);
        writer_.end_object().end_array();
    }

    // SubmissionSet: who submitted; an organisation stands in an extension of the reference.
    void source() {
        const std::vector<DocumentAuthor> all = people_.sources();
        if (all.empty()) {
            return;
        }
        writer_.key("source").start_object();
        if (people_.is_organization(all.back())) {
            writer_.key("extension").start_array();
            pieces_.extension("ihe-authorOrg", "valueReference");
            pieces_.reference("#" + all.back().id);
            writer_.end_object().end_array();
        }
        if (!people_.is_organization(all.front())) {
            writer_.member("reference", "#" + all.front().id);
        }
        writer_.end_object();
    }

    void security_labels() {
        const std::string_view label = label_of_document(tree_, composition_);
        writer_.key("securityLabel").start_array();
        pieces_.concept_of(confidentiality, label.empty() ? "N" : label, label.empty() ? "normal" : "");
        writer_.end_array();
    }

    void content() {
        const bool is_original = links_.media_type.empty();
        writer_.key("content").start_array().start_object().key("attachment").start_object();
        const std::string_view media_type = version_.part ? part_media_type : version_.media_type;
        writer_.member("contentType", is_original ? media_type : links_.media_type)
            .member("language", language())
            .member("url", links_.document_url);
        if (!version_.part) { // it is made when it is read
            writer_.key("size").number(is_original ? version_.size : links_.size);
            writer_.member("hash", is_original ? view_.sha1() : links_.sha1);
        }
        if (!version_.title.empty()) {
            writer_.member("title", version_.title);
        }
        writer_.member("creation", version_.date.empty() ? time::instant(version_.created) : version_.date);
        writer_.end_object().key("format");
        format();
        writer_.end_object().end_array();
    }

    // The form and its version; of a FHIR document without a form its profile.
    void format() {
        const std::string_view profile = text_at(tree_, composition_, "meta.profile");
        writer_.start_object();
        if (!version_.form.empty()) {
            writer_.member("system", fmt::format("{}/CodeSystem/format", own_base))
                .member("code", fmt::format("urn:renkei:{}:{}", version_.form, version_.form_version));
        } else if (!profile.empty()) {
            writer_.member("system", uri_system).member("code", profile);
        } else {
            writer_.member("system", "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode")
                .member("code", "urn:ihe:iti:xds:2017:mimeTypeSufficient");
        }
        writer_.end_object();
    }

    std::string_view language() const {
        const std::string_view said = text_at(tree_, composition_, "language");
        return said.empty() ? "ja" : said;
    }

    void context() {
        writer_.key("context").start_object();
        if (const NodeId event = node_at(tree_, composition_, "event"); event != json::no_node) {
            if (const NodeId codes = tree_.child(event, "code"); codes != json::no_node) {
                writer_.key("event").node(tree_, codes);
            }
            if (const NodeId period = tree_.child(event, "period"); period != json::no_node) {
                writer_.key("period").node(tree_, period);
            }
        }
        const std::optional<std::size_t> custodian = people_.custodian_entry();
        const NodeId kind = custodian ? node_at(tree_, view_.resource(*custodian), "type") : json::no_node;
        concept_or_unknown("facilityType", kind);
        const NodeId setting = practice_setting();
        concept_or_unknown("practiceSetting", setting == json::no_node ? kind : setting);
        if (is_comprehensive()) {
            writer_.key("sourcePatientInfo");
            pieces_.reference("#patient");
        }
        writer_.end_object();
    }

    void concept_or_unknown(std::string_view name, NodeId kept) {
        writer_.key(name);
        kept == json::no_node ? pieces_.unknown() : static_cast<void>(writer_.node(tree_, kept));
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
    std::string out_;
    json::Writer writer_;
    MetadataPieces pieces_;
    NodeId composition_ = json::no_node;
};

} // namespace

std::string document_reference(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter(view, links).document_reference();
}

std::string submission_set(const DocumentView& view, const MetadataLinks& links) {
    return MetadataWriter(view, links).submission_set();
}

} // namespace renkei::mhd
