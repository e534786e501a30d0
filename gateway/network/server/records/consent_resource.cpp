#include "gateway/network/server/records/consent_resource.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/time/date.h"
#include "gateway/core/time/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace renkei::server {
namespace {

using sharing::Consent;
using sharing::Ground;
using sharing::Purpose;
using sharing::RecordReader;

constexpr std::string_view consent_scope = "http://terminology.hl7.org/CodeSystem/consentscope";
constexpr std::string_view privacy[] = {"patient-privacy"};
constexpr std::string_view loinc = "http://loinc.org";
constexpr std::string_view consent_document[] = {"59284-0"};
constexpr std::string_view participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
constexpr std::string_view recipient[] = {"IRCP"};
constexpr std::string_view act_reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
constexpr std::string_view consent_statuses[] = {"active", "inactive"};
constexpr std::string_view provision_types[] = {"permit", "deny"};

// Names below our base.
constexpr std::string_view record_extension = "consent-record";
constexpr std::string_view ground_system = "consent-ground";
constexpr std::string_view kind_system = "information-kind";
constexpr std::string_view purpose_system = "purpose-of-use";

constexpr std::string_view consent_parts[] = {"channel", "withdrawnAt", "withdrawnBy", "withdrawnWhy"};

// Purposes that v3 has codes for. What needs two is neither of them alone.
struct PurposeCode {
    std::string_view code;
    Purpose purpose;
};
constexpr std::array purpose_codes{
    PurposeCode{"TREAT", Purpose::care}, PurposeCode{"HPAYMT", Purpose::needed},
    PurposeCode{"HOPERAT", Purpose::needed}, PurposeCode{"PATRQT", Purpose::person},
    PurposeCode{"FAMRQT", Purpose::proxy}};
constexpr std::string_view purposes_of_v3[] = {"TREAT", "HPAYMT", "HOPERAT", "PATRQT", "FAMRQT"};
// Those that it has none for, by our own words.
constexpr std::string_view purposes_of_ours[] = {"other_for_care", "municipal", "emergency"};

bool has_v3_code(Purpose purpose) {
    return std::ranges::find(purpose_codes, purpose, &PurposeCode::purpose) != purpose_codes.end();
}

// A refusal is written with all that a consent could open, as IHE PCF's dissent is.
std::vector<Purpose> purposes_written(const Consent& consent) {
    if (!consent.permits) {
        return {Purpose::care, Purpose::needed};
    }
    return consent.purposes.empty() ? std::vector{Purpose::care} : consent.purposes;
}

void write_purposes(json::Writer& out, const Consent& consent, std::string_view canonical) {
    out.key("purpose").start_array();
    for (const Purpose purpose : purposes_written(consent)) {
        for (const PurposeCode& each : purpose_codes) {
            if (each.purpose == purpose) {
                write_coding(out, act_reason, each.code);
            }
        }
        if (!has_v3_code(purpose)) {
            write_coding(out, code_system_url(canonical, purpose_system), sharing::word_of(purpose));
        }
    }
    out.end_array();
}

void write_provision(json::Writer& out, const Consent& consent, std::string_view canonical) {
    out.key("provision").start_object().member("type", provision_types[consent.permits ? 0 : 1]);
    if (consent.from || consent.until) {
        out.key("period").start_object();
        if (consent.from) {
            out.member("start", consent.from->text());
        }
        if (consent.until) {
            out.member("end", consent.until->text());
        }
        out.end_object();
    }
    if (!consent.receivers.empty()) {
        out.key("actor").start_array();
        for (const policy::Number& receiver : consent.receivers) {
            out.start_object().key("role");
            write_concept(out, participation, recipient[0]);
            out.key("reference");
            write_reference(out, "Organization", policy::identifier_of(receiver));
            out.end_object();
        }
        out.end_array();
    }
    write_purposes(out, consent, canonical);
    if (!consent.kinds.empty()) {
        out.key("class").start_array();
        for (const std::string& kind : consent.kinds) {
            write_coding(out, code_system_url(canonical, kind_system), kind);
        }
        out.end_array();
    }
    out.end_object();
}

// Evidence is a reference or words (where the paper is kept), and is one text in the record: its form says
// which.
bool is_reference(std::string_view evidence) {
    const auto is_plain = [](char c) {
        return base::is_alphanumeric(c) || std::string_view("-./_").find(c) != std::string_view::npos;
    };
    const auto begins = [&](std::string_view scheme) { return evidence.starts_with(scheme); };
    const std::size_t slash = evidence.find('/');
    const std::string_view type = evidence.substr(0, slash);
    const bool is_typed = slash != std::string_view::npos && slash + 1 < evidence.size() && !type.empty() &&
                          std::ranges::all_of(type, base::is_letter) && type.front() <= 'Z' &&
                          std::ranges::all_of(evidence, is_plain);
    const bool has_blank = evidence.find_first_of(" \t\r\n") != std::string_view::npos;
    return is_typed || (!has_blank && (begins("http://") || begins("https://") || begins("urn:")));
}

constexpr std::string_view giver_id = "giver";

// Who gives it in the person's place stands in the resource.
void write_giver(json::Writer& out, const Consent& consent, const RecordView& view) {
    out.key("contained").start_array().start_object();
    out.member("resourceType", "RelatedPerson").member("id", giver_id).key("patient");
    write_reference(out, "Patient", view.person);
    out.key("relationship").start_array();
    write_concept(out, code_system_url(view.canonical, ground_system), sharing::word_of(consent.given_by));
    out.end_array().end_object().end_array();
}

void write_consent_extension(json::Writer& out, const Consent& consent, std::string_view canonical) {
    out.key("extension").start_array().start_object();
    out.member("url", extension_url(canonical, record_extension)).key("extension").start_array();
    write_part(out, "channel", "valueCode", sharing::word_of(consent.channel));
    if (consent.withdrawn) {
        write_part(out, "withdrawnAt", "valueInstant", time::instant(consent.withdrawn->at));
        write_part(out, "withdrawnBy", "valueCode", sharing::word_of(consent.withdrawn->by));
        write_part(out, "withdrawnWhy", "valueString", consent.withdrawn->why);
    }
    out.end_array().end_object().end_array();
}

// FHIR has no empty lists, and one would say the opposite of what it means to leave it out: everything.
json::Tree::Children listed(RecordReader& in, std::string_view key) {
    const json::Tree::Children out = in.list(key);
    if (in.has(key) && out.begin() == out.end()) {
        in.refuse(key, "[…] (1…)");
    }
    return out;
}

// Reads a Consent member by member.
class ConsentReader {
public:
    ConsentReader(std::string_view canonical, std::span<const std::string_view> kinds)
        : canonical_(canonical),
          kinds_(kinds) {}

    void read(RecordReader& in, ReadConsent& out) {
        out.id = read_head(in, consent_type, canonical_, &out.version);
        in.need("status", text::alternatives(consent_statuses));
        out.is_active = in.place("status", consent_statuses).value_or(0) == 0;
        in.need("scope", privacy[0]);
        in.object("scope", [](RecordReader& scope) { read_concept(scope, consent_scope, privacy); });
        read_only_one(in, "category",
                      [](RecordReader& category) { read_concept(category, loinc, consent_document); });
        out.person = read_reference(in, "patient", "Patient");
        in.need("dateTime", "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD");
        out.is_day_alone = time::is_full_date(in.text("dateTime"));
        out.consent.given_at = in.instant("dateTime").value_or(0);
        read_givers(in, out);
        read_only_one(in, "organization", [&](RecordReader& organization) {
            out.consent.taker = read_organization(organization);
        });
        in.object("sourceReference", [&](RecordReader& source) {
            const std::string reference = source.text("reference");
            const std::string display = source.text("display");
            if (!reference.empty() && !is_reference(reference)) {
                source.refuse("reference", "TYPE/ID | https://… | urn:…");
            }
            if (!display.empty() && (!reference.empty() || is_reference(display))) {
                source.refuse("display", "reference | display");
            }
            out.consent.evidence = reference.empty() ? display : reference;
        });
        read_only_one(in, "policy", [&](RecordReader& policy) {
            const std::string url = consent_policy_url(canonical_);
            const std::string_view urls[] = {url};
            policy.need("uri", url);
            policy.place("uri", urls);
        });
        in.need("provision", "{…}");
        in.object("provision", [&](RecordReader& provision) { read_provision(provision, out.consent); });
        read_parts(in, out);
    }

private:
    void read_givers(RecordReader& in, ReadConsent& out) {
        std::string reference;
        policy::Identifier performer;
        read_only_one(in, "performer", [&](RecordReader& it) {
            if (!it.has("reference")) {
                performer = read_reference(it, "Patient");
                return;
            }
            constexpr std::string_view types[] = {"RelatedPerson"};
            it.place("type", types);
            (void)it.text("display");
            reference = it.text("reference");
        });
        std::string contained;
        std::size_t count = 0;
        for (const json::NodeId node : in.list("contained")) {
            ++count;
            in.read_object(node, [&](RecordReader& it) {
                contained = "#" + read_head(it, "RelatedPerson", canonical_);
                const policy::Identifier patient = read_reference(it, "patient", "Patient");
                if (patient != out.person) {
                    it.refuse("patient", "Consent.patient");
                }
                read_only_one(it, "relationship", [&](RecordReader& relationship) {
                    const std::string ground =
                        read_concept(relationship, code_system_url(canonical_, ground_system),
                                     sharing::grounds_of_proxies());
                    out.consent.given_by = sharing::find_word<Ground>(ground).value_or(Ground::person);
                });
            });
        }
        const bool is_person = reference.empty() && count == 0 && performer == out.person;
        const bool is_proxy = !reference.empty() && count == 1 && reference == contained;
        if (!is_person && !is_proxy) {
            in.refuse("performer", R"(Consent.patient | {"reference": "#…"} → contained RelatedPerson)");
        }
    }

    void read_provision(RecordReader& in, Consent& out) const {
        in.need("type", text::alternatives(provision_types));
        out.permits = in.place("type", provision_types).value_or(1) == 0;
        in.object("period", [&](RecordReader& period) {
            out.from = period.day("start");
            out.until = period.day("end");
        });
        for (const json::NodeId node : listed(in, "actor")) {
            in.read_object(node, [&](RecordReader& actor) {
                actor.need("role", recipient[0]);
                actor.object("role",
                             [](RecordReader& role) { read_concept(role, participation, recipient); });
                actor.need("reference", "{…}");
                actor.object("reference", [&](RecordReader& reference) {
                    out.receivers.push_back(read_organization(reference));
                });
            });
        }
        read_purposes(in, out);
        for (const json::NodeId node : listed(in, "class")) {
            in.read_object(node, [&](RecordReader& kind) {
                out.kinds.push_back(read_coding(kind, code_system_url(canonical_, kind_system), kinds_));
            });
        }
    }

    void read_purposes(RecordReader& in, Consent& out) const {
        std::vector<std::string> codes;
        for (const json::NodeId node : listed(in, "purpose")) {
            in.read_object(node, [&](RecordReader& purpose) {
                const std::string ours = code_system_url(canonical_, purpose_system);
                const std::string_view systems[] = {act_reason, ours};
                purpose.need("system", act_reason);
                const bool is_ours = purpose.place("system", systems) == 1U;
                codes.push_back(is_ours ? read_coding(purpose, ours, purposes_of_ours)
                                        : read_coding(purpose, act_reason, purposes_of_v3));
            });
        }
        const auto has = [&](std::string_view code) { return std::ranges::find(codes, code) != codes.end(); };
        if (has("HPAYMT") != has("HOPERAT")) {
            in.refuse("purpose", "HPAYMT + HOPERAT");
        }
        for (const std::string& code : codes) {
            const auto* const found = std::ranges::find(purpose_codes, code, &PurposeCode::code);
            const Purpose purpose = found != purpose_codes.end()
                                        ? found->purpose
                                        : sharing::find_word<Purpose>(code).value_or(Purpose::unknown);
            if (std::ranges::find(out.purposes, purpose) == out.purposes.end()) {
                out.purposes.push_back(purpose);
            }
        }
        if (out.permits) {
            in.need("purpose", text::alternatives(purposes_of_v3));
        }
        std::ranges::sort(out.purposes);
        // as the record says them: a consent for care alone, a refusal of everything
        if (out.purposes ==
            (out.permits ? std::vector{Purpose::care} : std::vector{Purpose::care, Purpose::needed})) {
            out.purposes.clear();
        }
    }

    void read_parts(RecordReader& in, ReadConsent& out) const {
        bool has_channel = false;
        bool says_who_withdraws = false;
        sharing::Withdrawal withdrawal;
        in.need("extension", extension_url(canonical_, record_extension));
        read_extension(in, extension_url(canonical_, record_extension), consent_parts,
                       [&](RecordReader& part, std::string_view name) {
                           if (name == "channel") {
                               part.need("valueCode", sharing::one_of<sharing::ConsentChannel>);
                               has_channel = true;
                               out.consent.channel = part.word<sharing::ConsentChannel>("valueCode")
                                                         .value_or(sharing::ConsentChannel::application);
                               return;
                           }
                           out.states_withdrawal = true;
                           if (name == "withdrawnAt") {
                               withdrawal.at = part.instant("valueInstant").value_or(0);
                           } else if (name == "withdrawnBy") {
                               part.need("valueCode", sharing::one_of<Ground>);
                               says_who_withdraws = true;
                               withdrawal.by = part.word<Ground>("valueCode").value_or(Ground::person);
                           } else {
                               withdrawal.why = part.text("valueString");
                           }
                       });
        if (!has_channel) {
            in.refuse("extension", "channel: " + sharing::one_of<sharing::ConsentChannel>());
        }
        if ((out.states_withdrawal || !out.is_active) &&
            !says_who_withdraws) { // it is not the person by default
            in.refuse("extension", "withdrawnBy: " + sharing::one_of<Ground>());
        }
        if (out.states_withdrawal) {
            out.consent.withdrawn = withdrawal;
        }
    }

    std::string_view canonical_;
    std::span<const std::string_view> kinds_;
};

} // namespace

std::string consent_policy_url(std::string_view canonical) {
    return fmt::format("{}/policy/sharing", canonical);
}

std::string write_consent(const Consent& consent, const RecordView& view) {
    std::string text;
    json::Writer out(text);
    write_head(out, consent_type, consent.id, view);
    const bool is_of_person = consent.given_by == Ground::person;
    if (!is_of_person) {
        write_giver(out, consent, view);
    }
    write_consent_extension(out, consent, view.canonical);
    out.member("status", consent_statuses[consent.withdrawn ? 1 : 0]).key("scope");
    write_concept(out, consent_scope, privacy[0]);
    out.key("category").start_array();
    write_concept(out, loinc, consent_document[0]);
    out.end_array().key("patient");
    write_reference(out, "Patient", view.person);
    out.member("dateTime", time::instant(consent.given_at)).key("performer").start_array();
    if (is_of_person) {
        write_reference(out, "Patient", view.person);
    } else {
        out.start_object().member("reference", fmt::format("#{}", giver_id)).end_object();
    }
    out.end_array().key("organization").start_array();
    write_reference(out, "Organization", policy::identifier_of(consent.taker));
    out.end_array();
    if (!consent.evidence.empty()) {
        const std::string_view as = is_reference(consent.evidence) ? "reference" : "display";
        out.key("sourceReference").start_object().member(as, consent.evidence).end_object();
    }
    out.key("policy").start_array().start_object();
    out.member("uri", consent_policy_url(view.canonical)).end_object().end_array();
    write_provision(out, consent, view.canonical);
    out.end_object();
    return text;
}

diag::Result<ReadConsent> read_consent_resource(const json::Tree& tree, std::string_view canonical,
                                                std::span<const std::string_view> kinds) {
    ReadConsent out;
    RecordReader in("consent", tree, json::Tree::root);
    ConsentReader(canonical, kinds).read(in, out);
    TRY_VOID(in.finish());
    return out;
}

} // namespace renkei::server
