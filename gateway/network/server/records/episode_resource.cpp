#include "gateway/network/server/records/episode_resource.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/registry/organisation_records.h"

namespace renkei::server {
namespace {

using sharing::RecordReader;
using sharing::Registration;

constexpr std::string_view episode_statuses[] = {"planned", "active", "finished"}; // by EpisodeStatus
constexpr std::string_view episode_extension = "registration-record";
constexpr std::string_view type_system = "service-type";

constexpr std::string_view episode_parts[] = {"identityMethod", "identityAt", "identityUser", "lastService",
                                              "viewUntil",      "makesPlan",  "endedAt",      "endedWhy"};

void write_episode_extension(json::Writer& out, const Registration& registration,
                             std::string_view canonical) {
    out.key("extension").start_array().start_object();
    out.member("url", extension_url(canonical, episode_extension)).key("extension").start_array();
    if (registration.identity) {
        write_part(out, "identityMethod", "valueCode", sharing::word_of(registration.identity->method));
        write_part(out, "identityAt", "valueInstant", time::instant(registration.identity->at));
        write_part(out, "identityUser", "valueString", registration.identity->user);
    }
    write_part(out, "lastService", "valueDate", registry::day_text(registration.last_service_month));
    write_part(out, "viewUntil", "valueDate", registry::day_text(registration.view_until));
    out.start_object().member("url", "makesPlan").key("valueBoolean").boolean(registration.makes_plan);
    out.end_object();
    if (registration.ended) {
        write_part(out, "endedAt", "valueInstant", time::instant(registration.ended->at));
        write_part(out, "endedWhy", "valueCode", sharing::word_of(registration.ended->why));
    }
    out.end_array().end_object().end_array();
}

// What was said of the identity check: a member that is missing says nothing, and has no default.
struct StatedIdentity {
    std::optional<sharing::IdentityMethod> method{};
    base::Millis at = 0;
    std::string user{};
};

void read_episode_part(RecordReader& part, std::string_view name, ReadEpisode& out, StatedIdentity& identity,
                       sharing::RegistrationEnded& ended) {
    Registration& it = out.registration;
    if (name == "identityMethod") {
        part.need("valueCode", sharing::one_of<sharing::IdentityMethod>);
        identity.method = part.word<sharing::IdentityMethod>("valueCode");
    } else if (name == "identityAt") {
        part.need("valueInstant", "YYYY-MM-DDThh:mm:ss+09:00");
        identity.at = part.instant("valueInstant").value_or(0);
    } else if (name == "identityUser") {
        part.need("valueString", "\"…\"");
        identity.user = part.text("valueString");
    } else if (name == "lastService") {
        it.last_service_month = part.month("valueDate");
        part.need("valueDate", "YYYY-MM");
    } else if (name == "viewUntil") {
        it.view_until = part.day("valueDate");
        part.need("valueDate", "YYYY-MM-DD");
    } else if (name == "makesPlan") {
        part.need("valueBoolean", "true | false");
        it.makes_plan = part.boolean("valueBoolean", false);
    } else if (name == "endedAt") {
        part.need("valueInstant", "YYYY-MM-DDThh:mm:ss+09:00");
        ended.at = part.instant("valueInstant").value_or(0);
    } else {
        out.states_end = true;
        part.need("valueCode", sharing::one_of<sharing::RegistrationEnd>);
        ended.why =
            part.word<sharing::RegistrationEnd>("valueCode").value_or(sharing::RegistrationEnd::office);
    }
}

void read_episode_members(RecordReader& in, std::string_view canonical,
                          std::span<const std::string_view> service_types, ReadEpisode& out) {
    out.id = read_head(in, episode_type, canonical, &out.version);
    in.need("status", text::alternatives(episode_statuses));
    out.status = static_cast<EpisodeStatus>(in.place("status", episode_statuses).value_or(1));
    if (in.has("type")) {
        read_only_one(in, "type", [&](RecordReader& type) {
            out.registration.service_type =
                read_concept(type, code_system_url(canonical, type_system), service_types);
        });
    }
    out.person = read_reference(in, "patient", "Patient");
    in.need("managingOrganization", "{…}");
    in.object("managingOrganization",
              [&](RecordReader& office) { out.registration.office = read_organization(office); });
    in.need("period", R"({"start": "YYYY-MM-DD"})");
    in.object("period", [&](RecordReader& period) {
        period.need("start", "YYYY-MM-DD");
        out.registration.from = period.day("start").value_or(time::Date());
        out.registration.until = period.day("end");
    });
    StatedIdentity identity;
    sharing::RegistrationEnded ended;
    read_extension(in, extension_url(canonical, episode_extension), episode_parts,
                   [&](RecordReader& part, std::string_view name) {
                       read_episode_part(part, name, out, identity, ended);
                   });
    // only an office that has checked identity is registered
    if (!identity.method || identity.at == 0 || identity.user.empty()) {
        in.refuse("extension", "identityMethod, identityAt, identityUser");
    } else {
        out.registration.identity = {*identity.method, identity.at, identity.user};
    }
    if (out.states_end) {
        out.registration.ended = ended;
    } else if (ended.at != 0) {
        in.refuse("extension", "endedWhy: " + sharing::one_of<sharing::RegistrationEnd>());
    }
}

} // namespace

EpisodeStatus episode_status(const Registration& registration, const time::Date& today) {
    const bool is_over = registration.ended || (registration.until && *registration.until < today);
    return is_over                     ? EpisodeStatus::finished
           : today < registration.from ? EpisodeStatus::planned
                                       : EpisodeStatus::active;
}

std::string write_episode(const Registration& registration, const RecordView& view, const time::Date& today) {
    std::string text;
    json::Writer out(text);
    write_head(out, episode_type, registration.id, view);
    write_episode_extension(out, registration, view.canonical);
    out.member("status", episode_statuses[static_cast<std::size_t>(episode_status(registration, today))]);
    if (!registration.service_type.empty()) {
        out.key("type").start_array();
        write_concept(out, code_system_url(view.canonical, type_system), registration.service_type);
        out.end_array();
    }
    out.key("patient");
    write_reference(out, "Patient", view.person);
    out.key("managingOrganization");
    write_reference(out, "Organization", policy::identifier_of(registration.office));
    out.key("period").start_object().member("start", registration.from.text());
    if (registration.until) {
        out.member("end", registration.until->text());
    }
    out.end_object().end_object();
    return text;
}

diag::Result<ReadEpisode> read_episode_resource(const json::Tree& tree, std::string_view canonical,
                                                std::span<const std::string_view> service_types) {
    ReadEpisode out;
    RecordReader in("registration", tree, json::Tree::root);
    read_episode_members(in, canonical, service_types, out);
    TRY_VOID(in.finish());
    return out;
}

} // namespace renkei::server
