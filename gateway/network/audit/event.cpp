#include "gateway/network/audit/event.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/base/logical_id.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/chained_event.h"
#include "gateway/network/audit/interaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::audit {
namespace {

using json::Writer;

constexpr std::string_view balp = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
constexpr std::string_view node_ids = "https://renkei.example.jp/fhir/IdSystem/gateway-node";
constexpr std::string_view key_hashes = "https://renkei.example.jp/fhir/IdSystem/certificate-key-sha256";

constexpr std::string_view entity_types = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
constexpr std::string_view object_roles = "http://terminology.hl7.org/CodeSystem/object-role";
constexpr Coding person_type{entity_types, "1", "Person"};
constexpr Coding object_type{entity_types, "2", "System Object"};
constexpr Coding other_type{entity_types, "4", "Other"}; // BALP's entities have the types above
constexpr Coding request_type{"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
                              "XrequestId"};
constexpr Coding patient_role{object_roles, "1", "Patient"};
constexpr Coding resource_role{object_roles, "4", "Domain Resource"};
constexpr Coding query_role{object_roles, "24", "Query"};
constexpr Coding security_role{object_roles, "13", "Security Resource"};
constexpr Coding application_server{"http://terminology.hl7.org/CodeSystem/security-source-type", "4",
                                    "Application Server"};

constexpr Coding oauth_user{"https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes", "UserOauthAgent"};
constexpr std::string_view jobs = "https://renkei.example.jp/fhir/CodeSystem/job"; // mappings/access/jobs.tsv

constexpr std::array<std::string_view, 3> outcome_codes{"0", "4", "8"}; // by Outcome

void write(Writer& out, const Coding& coding) {
    out.start_object().member("system", coding.system).member("code", coding.code);
    if (!coding.display.empty()) {
        out.member("display", coding.display);
    }
    out.end_object();
}

void write_identifier(Writer& out, std::string_view system, std::string_view value) {
    out.key("identifier").start_object().member("system", system).member("value", value).end_object();
}

void write_network(Writer& out, std::string_view address) {
    if (!address.empty()) {
        out.key("network").start_object().member("address", address);
        out.member("type", network_type(address)).end_object();
    }
}

class EventWriter {
public:
    EventWriter(std::string& text, const Event& event, std::string_view site, std::string_view base,
                const ChainedEvent* chained = nullptr)
        : out_(text),
          event_(event),
          site_(site),
          base_(base),
          chained_(chained),
          kind_(balp_profile_of(event.action)),
          nature_(interaction_codes_of(event)) {}

    void write_all() {
        out_.start_object().member("resourceType", "AuditEvent");
        write_profile();
        out_.key("type");
        write(out_, nature_.type);
        out_.key("subtype").start_array();
        for (const Coding& subtype : nature_.subtypes) {
            write(out_, subtype);
        }
        out_.end_array().member("action", kind_.code).member("recorded", time::instant(event_.at));
        out_.member("outcome", outcome_codes[static_cast<std::size_t>(event_.outcome)]);
        if (!event_.reason.empty()) {
            out_.member("outcomeDesc", event_.reason);
        }
        if (!event_.emergency.empty()) {
            write_emergency();
        }
        write_agents();
        write_source();
        write_entities();
        out_.end_object();
    }

private:
    // BALP's profiles are for success, and name both sides and exactly one object: a resource, or what was
    // searched for.
    bool satisfies_profile() const {
        const bool is_query = event_.action == Action::query;
        return !kind_.profile.empty() && nature_.is_restful && event_.outcome == Outcome::success &&
               !event_.peer.empty() && !event_.address.empty() && event_.document.empty() == is_query &&
               event_.query.empty() != is_query;
    }

    void write_profile() {
        if (satisfies_profile()) {
            const std::string_view person = event_.person.empty() ? "" : "Patient";
            out_.key("meta").start_object().key("profile").start_array();
            out_.string(fmt::format("{}{}{}", balp, person, kind_.profile)).end_array().end_object();
        }
    }

    void start_agent(bool is_client) {
        out_.start_object().key("type").start_object().key("coding").start_array();
        write(out_, is_client ? kind_.client : kind_.server);
        out_.end_array().end_object();
    }

    void write_other_side(bool is_client) {
        start_agent(is_client);
        if (const bool is_known = !event_.peer.empty(); is_known || !event_.certificate.empty()) {
            out_.key("who").start_object();
            write_identifier(out_, is_known ? peer_ids : key_hashes,
                             is_known ? event_.peer : event_.certificate);
            out_.end_object();
        }
        if (!event_.certificate.empty()) {
            out_.member("altId", event_.certificate);
        }
        out_.key("requestor").boolean(is_client && event_.user.empty()); // one agent at most is it
        write_network(out_, event_.address);
        out_.end_object();
    }

    void write_said_name() {
        out_.start_object().key("type").start_object().member("text", "user, as said and not proved");
        out_.end_object().member("name", event_.user).key("requestor").boolean(true).end_object();
    }

    // BALP's agent of who was named by a token (OAUTHaccessTokenUse): beside the two systems.
    void write_user() {
        if (event_.issuer.empty()) {
            return write_said_name();
        }
        out_.start_object().key("type").start_object().key("coding").start_array();
        write(out_, oauth_user);
        out_.end_array().end_object();
        if (!event_.job.empty()) {
            out_.key("role").start_array().start_object().key("coding").start_array();
            write(out_, Coding{jobs, event_.job});
            out_.end_array().end_object().end_array();
        }
        out_.key("who").start_object();
        write_identifier(out_, event_.issuer, event_.user);
        out_.end_object().key("requestor").boolean(true);
        if (!event_.purpose.empty()) {
            write_purposes();
        }
        out_.end_object();
    }

    void start_purpose(std::string_view purpose) {
        const std::size_t bar = purpose.rfind('|'); // npos + 1 is 0: without a system
        out_.start_object().key("coding").start_array().start_object();
        if (bar != std::string_view::npos && bar != 0) {
            out_.member("system", purpose.substr(0, bar));
        }
        out_.member("code", purpose.substr(bar + 1)).end_object().end_array();
    }

    void write_purposes() {
        out_.key("purposeOfUse").start_array();
        for (std::string_view rest = event_.purpose; !rest.empty();) {
            start_purpose(text::next_part(rest, ' '));
            out_.end_object();
        }
        out_.end_array();
    }

    // As HL7's examples of a broken glass have it: why the event was. All codes that are stated with a reason
    // are those of an emergency.
    void write_emergency() {
        out_.key("purposeOfEvent").start_array();
        for (std::string_view rest = event_.purpose; !rest.empty();) {
            start_purpose(text::next_part(rest, ' '));
            out_.member("text", event_.emergency).end_object();
        }
        out_.end_array();
    }

    void write_gateway(bool is_client) {
        start_agent(is_client);
        out_.key("who").start_object();
        write_identifier(out_, node_ids, site_);
        out_.end_object().key("requestor").boolean(is_client);
        write_network(out_, base_);
        out_.end_object();
    }

    void write_agents() {
        const bool gateway_asked = nature_.is_outgoing || !has_other_side(event_);
        out_.key("agent").start_array();
        if (has_other_side(event_)) {
            write_other_side(!gateway_asked);
        }
        if (!event_.user.empty()) {
            write_user();
        }
        write_gateway(gateway_asked);
        out_.end_array();
    }

    void write_source() {
        out_.key("source").start_object().member("site", site_).key("observer").start_object();
        write_identifier(out_, node_ids, site_);
        out_.end_object().key("type").start_array();
        write(out_, application_server);
        out_.end_array().end_object();
    }

    void write_kind(const Coding& type, const Coding& role) {
        out_.key("type");
        write(out_, type);
        out_.key("role");
        write(out_, role);
    }

    // Of one that began with "what".
    void end_entity(const Coding& type, const Coding& role) {
        out_.end_object();
        write_kind(type, role);
        out_.end_object();
    }

    void write_request() {
        out_.start_object().key("what").start_object().key("identifier").start_object();
        out_.member("value", event_.request);
        out_.end_object().end_object().key("type");
        write(out_, request_type);
        out_.end_object();
    }

    void write_document() {
        const std::string version = event_.version == 0 ? "" : fmt::format("/_history/{}", event_.version);
        out_.start_object().key("what").start_object();
        out_.member("reference", fmt::format("{}/DocumentReference/{}{}", base_,
                                             base::logical_id(event_.document), version));
        end_entity(object_type, resource_role);
    }

    void write_about() {
        out_.start_object().key("what").start_object();
        write_identifier(out_, peer_ids, event_.about);
        end_entity(object_type, resource_role);
    }

    void write_person() {
        out_.start_object().key("what").start_object().member("type", "Patient");
        write_identifier(out_, person_hashes, event_.person);
        end_entity(person_type, patient_role);
    }

    void write_query() {
        out_.start_object();
        write_kind(object_type, query_role);
        out_.member("query", base::to_base64(event_.query)).end_object();
    }

    void write_file() {
        out_.start_object().key("type");
        write(out_, object_type);
        out_.member("name", event_.file).end_object();
    }

    void write_detail(std::string_view type, std::string_view value) {
        out_.start_object().key("type");
        write(out_, object_type);
        out_.key("detail").start_array().start_object().member("type", type).member("valueString", value);
        out_.end_object().end_array().end_object();
    }
    void write_times() { write_detail("times", std::to_string(event_.times)); }
    void write_ground() { write_detail("ground", event_.ground); }

    void write_place_in_chain() {
        out_.start_object().key("what").start_object();
        write_identifier(out_, chain_hashes, seal::to_hex(chained_->hash));
        out_.end_object();
        write_kind(other_type, security_role);
        out_.member("name", fmt::format("{}/{}", chained_->node, chained_->sequence)).end_object();
    }

    void write_entities() {
        struct Entity {
            bool is_present;
            void (EventWriter::*write)();
        };
        const Entity entities[] = {{!event_.request.empty(), &EventWriter::write_request},
                                   {!event_.about.empty(), &EventWriter::write_about},
                                   {!event_.document.empty(), &EventWriter::write_document},
                                   {!event_.person.empty(), &EventWriter::write_person},
                                   {!event_.query.empty(), &EventWriter::write_query},
                                   {!event_.file.empty(), &EventWriter::write_file},
                                   {event_.times > 1, &EventWriter::write_times},
                                   {!event_.ground.empty(), &EventWriter::write_ground},
                                   {chained_ != nullptr, &EventWriter::write_place_in_chain}};
        if (std::ranges::none_of(entities, &Entity::is_present)) {
            return; // FHIR has no empty lists
        }
        out_.key("entity").start_array();
        for (const Entity& entity : entities) {
            if (entity.is_present) {
                (this->*entity.write)();
            }
        }
        out_.end_array();
    }

    Writer out_;
    const Event& event_;
    std::string_view site_;
    std::string_view base_;
    const ChainedEvent* chained_; // null: its place is not asked for
    const BalpProfile& kind_;
    InteractionCodes nature_;
};

} // namespace

std::string to_json(const Event& event, std::string_view site, std::string_view base) {
    std::string out;
    out.reserve(2048); // most events are somewhat shorter
    EventWriter(out, event, site, base).write_all();
    return out;
}

std::string to_json(const ChainedEvent& event) {
    std::string out;
    out.reserve(2048);
    EventWriter(out, event.kept.event, event.node, event.kept.base, &event).write_all();
    return out;
}

} // namespace renkei::audit
