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

class MessageWriter {
public:
    explicit MessageWriter(const audit::ChainedEvent& chained)
        : chained_(chained),
          event_(chained.kept.event),
          kind_(audit::balp_profile_of(event_.action)),
          codes_(audit::interaction_codes_of(event_)) {}

    std::string take() {
        out_ = R"(<?xml version="1.0" encoding="UTF-8"?><AuditMessage>)";
        write_event();
        write_participants();
        write_source();
        write_objects();
        out_ += "</AuditMessage>";
        return std::move(out_);
    }

private:
    void attribute(std::string_view name, std::string_view value) {
        out_ += fmt::format(" {}=\"", name);
        xml::append_attribute_of_any(out_, value);
        out_ += '"';
    }

    void code(std::string_view element, const Coding& coding) {
        out_ += fmt::format("<{}", element);
        attribute("csd-code", coding.code);
        attribute("codeSystemName", system_name(coding.system));
        attribute("originalText", coding.display.empty() ? coding.code : coding.display);
        out_ += "/>";
    }

    void write_event() {
        out_ += "<EventIdentification";
        attribute("EventActionCode", kind_.code);
        attribute("EventDateTime", time::instant(event_.at));
        attribute("EventOutcomeIndicator", outcome_codes[static_cast<std::size_t>(event_.outcome)]);
        out_ += '>';
        code("EventID", codes_.type);
        for (const Coding& subtype : codes_.subtypes) {
            code("EventTypeCode", subtype);
        }
        if (!event_.reason.empty()) {
            out_ += "<EventOutcomeDescription>";
            xml::append_text_of_any(out_, event_.reason);
            out_ += "</EventOutcomeDescription>";
        }
        out_ += "</EventIdentification>";
    }

    // `is_client`: it called, the other one was called.
    void write_participant(std::string_view id, std::string_view alternative, std::string_view address,
                           bool is_client) {
        out_ += "<ActiveParticipant";
        attribute("UserID", id);
        if (!alternative.empty()) {
            attribute("AlternativeUserID", alternative);
        }
        attribute("UserIsRequestor", is_client ? "true" : "false");
        if (!address.empty()) {
            attribute("NetworkAccessPointID", address);
            attribute("NetworkAccessPointTypeCode", audit::network_type(address));
        }
        out_ += '>';
        code("RoleIDCode", is_client ? kind_.client : kind_.server);
        out_ += "</ActiveParticipant>";
    }

    void write_participants() {
        const bool gateway_asked = codes_.is_outgoing || !audit::has_other_side(event_);
        if (audit::has_other_side(event_)) {
            const std::string& id = !event_.peer.empty()          ? event_.peer
                                    : !event_.certificate.empty() ? event_.certificate
                                                                  : event_.address;
            write_participant(id, event_.certificate, event_.address, !gateway_asked);
        }
        write_participant(chained_.node, {}, chained_.kept.base, gateway_asked);
    }

    void write_source() {
        out_ += "<AuditSourceIdentification";
        attribute("AuditEnterpriseSiteID", chained_.node);
        attribute("AuditSourceID", chained_.node);
        out_ += R"(><AuditSourceTypeCode csd-code="4"/></AuditSourceIdentification>)"; // application server
    }

    void write_object(const ParticipantObject& object) {
        out_ += "<ParticipantObjectIdentification";
        attribute("ParticipantObjectID", object.id);
        attribute("ParticipantObjectTypeCode", object.type);
        attribute("ParticipantObjectTypeCodeRole", object.role);
        out_ += '>';
        code("ParticipantObjectIDTypeCode", object.id_type);
        const bool is_query = !object.query.empty();
        const std::string_view element = is_query ? "ParticipantObjectQuery" : "ParticipantObjectName";
        out_ += fmt::format("<{}>", element);
        if (is_query) {
            out_ += base::to_base64(object.query);
        } else {
            xml::append_text_of_any(out_, object.name);
        }
        out_ += fmt::format("</{}>", element);
        if (!object.times.empty()) {
            out_ += R"(<ParticipantObjectDetail type="times")";
            attribute("value", base::to_base64(object.times));
            out_ += "/>";
        }
        out_ += "</ParticipantObjectIdentification>";
    }

    std::string document_reference() const {
        return fmt::format("{}/DocumentReference/{}{}", chained_.kept.base, base::logical_id(event_.document),
                           event_.version == 0 ? "" : fmt::format("/_history/{}", event_.version));
    }

    void write_objects() {
        const auto write_if = [this](bool is_there, const auto& object) {
            if (is_there) {
                write_object(object());
            }
        };
        write_if(!event_.request.empty(), [&] {
            return ParticipantObject{event_.request, system_object, job, request_id, "request"};
        });
        write_if(!event_.about.empty(), [&] {
            return ParticipantObject{event_.about, system_object, user, peer_id, "peer"};
        });
        write_if(!event_.document.empty(), [&] {
            return ParticipantObject{document_reference(), system_object, report, uri, "document"};
        });
        write_if(!event_.person.empty(), [&] {
            return ParticipantObject{event_.person, person, patient, patient_number, "keyed hash"};
        });
        write_if(!event_.query.empty(), [&] {
            return ParticipantObject{"query", system_object, query, search_criteria, {}, event_.query};
        });
        write_if(!event_.file.empty(), [&] {
            return ParticipantObject{event_.file, system_object, report, file_name, "file"};
        });
        write_object({seal::to_hex(chained_.hash),
                      other,
                      security_resource,
                      chain_hash,
                      fmt::format("{}/{}", chained_.node, chained_.sequence),
                      {},
                      event_.times > 1 ? std::to_string(event_.times) : ""});
    }

    std::string out_{};
    const audit::ChainedEvent& chained_;
    const Event& event_;
    const audit::BalpProfile& kind_;
    audit::InteractionCodes codes_;
};

} // namespace

std::string dicom_message(const audit::ChainedEvent& event) { return MessageWriter(event).take(); }

} // namespace renkei::auditforward
