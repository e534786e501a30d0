#include "gateway/network/mhd/provenance.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/identifiers.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/metadata_pieces.h"
#include "gateway/network/mhd/path.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

constexpr std::string_view participant_types =
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
constexpr std::string_view activity_types = "http://hl7.org/fhir/w3c-provenance-activity-type";
constexpr std::string_view document_policy = "urn:ihe:iti:mxde:2023:document-provenance-policy";

class ProvenanceWriter {
public:
    ProvenanceWriter(const DocumentView& view, const std::string& base)
        : view_(view),
          base_(base),
          writer_(out_),
          pieces_(writer_) {}

    std::string run() {
        const store::Version& version = view_.version();
        const std::string recorded = time::instant(version.created);
        writer_.start_object().member("resourceType", "Provenance");
        writer_.member("id", logical_id(version.document)).key("meta").start_object();
        writer_.member("versionId", std::to_string(version.number))
            .member("lastUpdated", recorded)
            .end_object();
        targets();
        writer_.member("recorded", recorded);
        writer_.key("policy").start_array().string(document_policy).end_array();
        writer_.key("activity");
        pieces_.concept_of(activity_types, "Derivation", "wasDerivedFrom");
        agents();
        entity();
        writer_.end_object();
        return std::move(out_);
    }

private:
    void targets() {
        writer_.key("target").start_array();
        for (std::size_t number = 0; number < view_.count(); ++number) {
            if (view_.resource(number) != json::no_node) {
                pieces_.reference(
                    fmt::format("{}/{}", view_.type(number), logical_id(view_.version().document, number)));
            }
        }
        writer_.end_array();
    }

    void agents() {
        writer_.key("agent").start_array();
        for (const NodeId author : nodes_at(view_.tree(), view_.composition(), "author")) {
            person_or_organization("author", author);
        }
        if (const NodeId custodian = node_at(view_.tree(), view_.composition(), "custodian");
            custodian != json::no_node) {
            person_or_organization("custodian", custodian);
        }
        begin_agent("assembler");
        writer_.start_object().member("type", "Device").key("identifier").start_object();
        writer_.member("system", uri_system).member("value", base_).end_object();
        writer_.member("display", "Renkei").end_object().end_object();
        writer_.end_array();
    }

    // What the Composition contains itself is not here, so its reference would lead nowhere.
    void person_or_organization(std::string_view type, NodeId reference) {
        const std::string_view to = text_at(view_.tree(), reference, "reference");
        if (to.starts_with('#')) {
            return;
        }
        begin_agent(type);
        if (to.empty()) { // by identifier, or by name alone
            writer_.node(view_.tree(), reference);
        } else {
            pieces_.reference(view_.relative(to, 0));
        }
        writer_.end_object();
    }

    void begin_agent(std::string_view type) {
        writer_.start_object().key("type");
        pieces_.concept_of(participant_types, type, "");
        writer_.key("who");
    }

    void entity() {
        const store::Version& version = view_.version();
        writer_.key("entity").start_array().start_object().member("role", "source").key("what");
        writer_.start_object().member("reference", "DocumentReference/" + logical_id(version.document));
        writer_.key("identifier").start_object();
        writer_.member("system", uri_system).member("value", unique_id(version)).end_object();
        if (!version.title.empty()) {
            writer_.member("display", version.title);
        }
        writer_.end_object().end_object().end_array();
    }

    const DocumentView& view_;
    const std::string& base_;
    std::string out_;
    json::Writer writer_;
    MetadataPieces pieces_;
};

} // namespace

std::string provenance(const DocumentView& view, const std::string& base) {
    return ProvenanceWriter(view, base).run();
}

} // namespace renkei::mhd
