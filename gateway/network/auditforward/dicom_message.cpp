#include "gateway/network/auditforward/dicom_message.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/base/logical_id.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/xml/escape.h"
#include "gateway/network/audit/interaction.h"

#include <fmt/format.h>

#include <array>

namespace renkei::auditforward {
namespace {

using audit::Coding;
using audit::Event;

constexpr std::string_view rfc_3881 = "RFC-3881"; // DICOM PS3.15 A.5.1.2.4
constexpr Coding patient_number{rfc_3881, "2", "Patient Number"};
constexpr Coding search_criteria{rfc_3881, "10", "Search Criteria"};
constexpr Coding uri{rfc_3881, "12", "URI"};
constexpr Coding request_id{"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId",
                            "X-Request-Id"};
constexpr Coding peer_id{audit::peer_ids, "peer", "id of a peer"};
constexpr Coding file_name{"https://renkei.example.jp/fhir/CodeSystem/audit-object", "file",
                           "name of a file"};
constexpr Coding chain_hash{audit::chain_hashes, "hash", "hash in the audit chain"};

constexpr std::string_view person = "1"; // ParticipantObjectTypeCode
constexpr std::string_view system_object = "2";
constexpr std::string_view other = "4";
constexpr std::string_view patient = "1"; // ParticipantObjectTypeCodeRole
constexpr std::string_view report = "3";
constexpr std::string_view security_resource = "13";
constexpr std::string_view job = "20";
constexpr std::string_view query = "24";
constexpr std::string_view user = "6";

constexpr std::array<std::string_view, 3> outcome_codes{"0", "4", "8"}; // by Outcome

// "http://dicom.nema.org/resources/ontology/DCM" is called DCM there.
std::string_view system_name(std::string_view system) {
    return system.ends_with("/DCM") ? std::string_view("DCM") : system;
}

struct ParticipantObject {
    std::string id{};
    std::string_view type{};
    std::string_view role{};
    Coding id_type{};
    std::string name{};  // the schema wants a name or a query
    std::string query{}; // stands in place of the name
    std::string times{}; // of many equal refusals in one event
};

struct MessageWriter {
    const audit::ChainedEvent& chained;
    const Event& event = chained.kept.event;
    const audit::BalpProfile& kind = audit::balp_profile_of(event.action);
    audit::InteractionCodes codes = audit::interaction_codes_of(event);
    std::string out{};

    std::string take() {
        out = R"(<?xml version="1.0" encoding="UTF-8"?><AuditMessage>)";
        write_event();
        write_participants();
        write_source();
        write_objects();
        out += "</AuditMessage>";
        return std::move(out);
    }

    void attribute(std::string_view name, std::string_view value) {
        out += fmt::format(" {}=\"", name);
        xml::append_attribute_of_any(out, value);
        out += '"';
    }

    void code(std::string_view element, const Coding& coding) {
        out += fmt::format("<{}", element);
        attribute("csd-code", coding.code);
        attribute("codeSystemName", system_name(coding.system));
        attribute("originalText", coding.display.empty() ? coding.code : coding.display);
        out += "/>";
    }

    void write_event() {
        out += "<EventIdentification";
        attribute("EventActionCode", kind.code);
        attribute("EventDateTime", time::instant(event.at));
        attribute("EventOutcomeIndicator", outcome_codes[static_cast<std::size_t>(event.outcome)]);
        out += '>';
        code("EventID", codes.type);
        for (const Coding& subtype : codes.subtypes) {
            code("EventTypeCode", subtype);
        }
        if (!event.reason.empty()) {
            out += "<EventOutcomeDescription>";
            xml::append_text_of_any(out, event.reason);
            out += "</EventOutcomeDescription>";
        }
        out += "</EventIdentification>";
    }

    // `is_client`: it called, the other one was called.
    void write_participant(std::string_view id, std::string_view alternative, std::string_view address,
                           bool is_client) {
        out += "<ActiveParticipant";
        attribute("UserID", id);
        if (!alternative.empty()) {
            attribute("AlternativeUserID", alternative);
        }
        attribute("UserIsRequestor", is_client ? "true" : "false");
        if (!address.empty()) {
            attribute("NetworkAccessPointID", address);
            attribute("NetworkAccessPointTypeCode", audit::network_type(address));
        }
        out += '>';
        code("RoleIDCode", is_client ? kind.client : kind.server);
        out += "</ActiveParticipant>";
    }

    void write_participants() {
        const bool gateway_asked = codes.is_outgoing || !audit::has_other_side(event);
        if (audit::has_other_side(event)) {
            const std::string& id = !event.peer.empty()          ? event.peer
                                    : !event.certificate.empty() ? event.certificate
                                                                 : event.address;
            write_participant(id, event.certificate, event.address, !gateway_asked);
        }
        write_participant(chained.node, {}, chained.kept.base, gateway_asked);
    }

    void write_source() {
        out += "<AuditSourceIdentification";
        attribute("AuditEnterpriseSiteID", chained.node);
        attribute("AuditSourceID", chained.node);
        out += R"(><AuditSourceTypeCode csd-code="4"/></AuditSourceIdentification>)"; // application server
    }

    void write_object(const ParticipantObject& object) {
        out += "<ParticipantObjectIdentification";
        attribute("ParticipantObjectID", object.id);
        attribute("ParticipantObjectTypeCode", object.type);
        attribute("ParticipantObjectTypeCodeRole", object.role);
        out += '>';
        code("ParticipantObjectIDTypeCode", object.id_type);
        const bool is_query = !object.query.empty();
        const std::string_view element = is_query ? "ParticipantObjectQuery" : "ParticipantObjectName";
        out += fmt::format("<{}>", element);
        if (is_query) {
            out += base::to_base64(object.query);
        } else {
            xml::append_text_of_any(out, object.name);
        }
        out += fmt::format("</{}>", element);
        if (!object.times.empty()) {
            out += R"(<ParticipantObjectDetail type="times")";
            attribute("value", base::to_base64(object.times));
            out += "/>";
        }
        out += "</ParticipantObjectIdentification>";
    }

    std::string document_reference() const {
        return fmt::format("{}/DocumentReference/{}{}", chained.kept.base, base::logical_id(event.document),
                           event.version == 0 ? "" : fmt::format("/_history/{}", event.version));
    }

    void write_objects() {
        const auto write_if = [this](bool is_there, const auto& object) {
            if (is_there) {
                write_object(object());
            }
        };
        write_if(!event.request.empty(), [&] {
            return ParticipantObject{event.request, system_object, job, request_id, "request"};
        });
        write_if(!event.about.empty(), [&] {
            return ParticipantObject{event.about, system_object, user, peer_id, "peer"};
        });
        write_if(!event.document.empty(), [&] {
            return ParticipantObject{document_reference(), system_object, report, uri, "document"};
        });
        write_if(!event.person.empty(), [&] {
            return ParticipantObject{event.person, person, patient, patient_number, "keyed hash"};
        });
        write_if(!event.query.empty(), [&] {
            return ParticipantObject{"query", system_object, query, search_criteria, {}, event.query};
        });
        write_if(!event.file.empty(), [&] {
            return ParticipantObject{event.file, system_object, report, file_name, "file"};
        });
        write_object({seal::to_hex(chained.hash),
                      other,
                      security_resource,
                      chain_hash,
                      fmt::format("{}/{}", chained.node, chained.sequence),
                      {},
                      event.times > 1 ? std::to_string(event.times) : ""});
    }
};

} // namespace

std::string dicom_message(const audit::ChainedEvent& event) { return MessageWriter{event}.take(); }

} // namespace renkei::auditforward
