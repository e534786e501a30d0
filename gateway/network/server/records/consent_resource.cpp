#include "gateway/network/server/records/consent_resource.h"

#include "gateway/core/base/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace renkei::server {
namespace {

using diag::Result;
using sharing::Agent;
using sharing::Consent;
using sharing::Purpose;

constexpr std::string_view consent_kind = "consent"; // mappings/ledger
constexpr std::string_view active = "active";
constexpr std::string_view inactive = "inactive";
constexpr std::string_view reference_form = R"({"system": …, "value": …})";

// ---------------------------------------------------------------- purposes
constexpr std::string_view act_reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

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

std::string own_purposes(std::string_view canonical) {
    return fmt::format("{}/CodeSystem/purpose-of-use", canonical);
}

// A refusal is written with all that a consent could open, as IHE PCF's dissent is.
std::vector<Purpose> purposes_written(const Consent& consent) {
    if (!consent.permits) {
        return {Purpose::care, Purpose::needed};
    }
    return consent.purposes.empty() ? std::vector{Purpose::care} : consent.purposes;
}

void put_purposes(RecordForm& form, const Consent& consent, std::string_view canonical) {
    const auto put = [&](std::string_view system, std::string_view code) {
        RecordForm::Row& row = form.add_row("purpose");
        form.set(row, "purpose.system", system);
        form.set(row, "purpose.code", code);
    };
    for (const Purpose purpose : purposes_written(consent)) {
        for (const PurposeCode& each : purpose_codes) {
            if (each.purpose == purpose) {
                put(act_reason, each.code);
            }
        }
        if (std::ranges::find(purpose_codes, purpose, &PurposeCode::purpose) == purpose_codes.end()) {
            put(own_purposes(canonical), sharing::word_of(purpose));
        }
    }
}

Result<void> take_purposes(const RecordForm& form, Consent& out) {
    std::vector<std::string_view> codes;
    for (const RecordForm::Row* row : form.rows("purpose")) {
        const std::string_view code = codes.emplace_back(form.text(*row, "purpose.code"));
        const std::span<const std::string_view> known =
            form.text(*row, "purpose.system") == act_reason
                ? std::span(purposes_of_v3)
                : std::span<const std::string_view>(purposes_of_ours);
        if (std::ranges::find(known, code) == known.end()) {
            return form.wrong(fmt::format("provision/purpose/{}/code", row->index),
                              text::alternatives(known));
        }
    }
    const auto has = [&](std::string_view code) { return std::ranges::find(codes, code) != codes.end(); };
    if (has("HPAYMT") != has("HOPERAT")) {
        return form.wrong("provision/purpose", "HPAYMT + HOPERAT");
    }
    if (out.permits && codes.empty()) {
        return form.wrong("provision/purpose", text::alternatives(purposes_of_v3));
    }
    out.purposes.clear();
    for (const std::string_view code : codes) {
        const auto* const found = std::ranges::find(purpose_codes, code, &PurposeCode::code);
        out.purposes.push_back(found != purpose_codes.end()
                                   ? found->purpose
                                   : sharing::find_word<Purpose>(code).value_or(Purpose::unknown));
    }
    std::ranges::sort(out.purposes);
    out.purposes.erase(std::ranges::unique(out.purposes).begin(), out.purposes.end());
    // as the record says them: a consent for care alone, a refusal of everything
    if (out.purposes ==
        (out.permits ? std::vector{Purpose::care} : std::vector{Purpose::care, Purpose::needed})) {
        out.purposes.clear();
    }
    return {};
}

// ---------------------------------------------------------------- evidence
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

Result<void> take_evidence(const RecordForm& form, Consent& out) {
    const std::string_view reference = form.text("evidence.reference");
    const std::string_view display = form.text("evidence.display");
    if (!reference.empty() && !is_reference(reference)) {
        return form.wrong("sourceReference/reference", "TYPE/ID | https://… | urn:…");
    }
    if (!display.empty() && (!reference.empty() || is_reference(display))) {
        return form.wrong("sourceReference/display", "reference | display");
    }
    out.evidence = reference.empty() ? display : reference;
    return {};
}

// ---------------------------------------------------------------- who gives it
constexpr std::string_view giver_id = "giver";

// Who gives it in the person's place stands in the resource.
void put_giver(RecordForm& form, Agent ground, const policy::Identifier& person) {
    if (ground == Agent::person) {
        form.set("performer.type", "Patient");
        form.set("performer", person);
        return;
    }
    RecordForm::Row& giver = form.add_row("givers");
    form.set(giver, "givers.id", giver_id);
    form.set(giver, "givers.person", person);
    form.set(giver, "givers.ground", sharing::word_of(ground));
    form.set("performer.reference", fmt::format("#{}", giver_id));
}

Result<void> take_giver(const RecordForm& form, const policy::Identifier& person, Consent& out) {
    const bool refers = form.has("performer/0/reference");
    const std::string_view type = refers ? "RelatedPerson" : "Patient";
    if (!refers && !form.has("performer/0/identifier")) {
        return form.wrong("performer/0/identifier", reference_form);
    }
    if (refers && form.has("performer/0/identifier")) {
        return form.wrong("performer/0/identifier", R"(no member "identifier")");
    }
    if (form.has("performer/0/type") && form.text("performer.type") != type) {
        return form.wrong("performer/0/type", type);
    }
    const record::Rows givers = form.rows("givers");
    for (const RecordForm::Row* giver : givers) {
        if (form.identifier(*giver, "givers.person") != person) {
            return form.wrong(fmt::format("contained/{}/patient", giver->index), "Consent.patient");
        }
        out.given_by = sharing::find_word<Agent>(form.text(*giver, "givers.ground")).value_or(Agent::person);
    }
    const bool is_person = !refers && givers.count == 0 && form.identifier("performer") == person;
    const bool is_proxy =
        refers && givers.count == 1 &&
        form.text("performer.reference") == fmt::format("#{}", form.text(**givers.begin(), "givers.id"));
    return is_person || is_proxy
               ? Result<void>()
               : form.wrong("performer",
                            R"(Consent.patient | {"reference": "#…"} → contained RelatedPerson)");
}

// What the record cannot do without, where the resource may have nothing or another thing.
Result<void> check_members(const RecordForm& form, const ReadConsent& read) {
    TRY_VOID(form.check_number(read.consent.taker, "organization/0/identifier"));
    const auto wrong = std::ranges::find(read.consent.receivers, policy::Number());
    if (const auto at = wrong - read.consent.receivers.begin(); wrong != read.consent.receivers.end()) {
        return form.wrong(fmt::format("provision/actor/{}/reference/identifier", at), policy::number_forms());
    }
    if (form.text("channel").empty()) {
        return form.wrong("extension", "channel: " + sharing::one_of<sharing::ConsentChannel>());
    }
    if ((read.states_withdrawal || !read.is_active) && form.text("withdrawn.by").empty()) { // not by default
        return form.wrong("extension", "withdrawnBy: " + sharing::one_of<Agent>());
    }
    return {};
}

} // namespace

std::string write_consent(const Consent& consent, const RecordView& view) {
    RecordForm& form = RecordForm::of(view.forms, consent_kind);
    form.put(consent);
    form.set("status", consent.withdrawn ? inactive : active);
    form.set(is_reference(consent.evidence) ? "evidence.reference" : "evidence.display", consent.evidence);
    put_giver(form, consent.given_by, view.person);
    put_purposes(form, consent, view.canonical);
    return form.resource(view);
}

Result<ReadConsent> read_consent_resource(const json::Tree& tree, const RecordView& view,
                                          std::span<const std::string_view> kinds) {
    RecordForm& form = RecordForm::of(view.forms, consent_kind);
    const std::string ours = own_purposes(view.canonical);
    const std::string_view systems[] = {act_reason, ours};
    TRY_VOID(form.read_resource(tree, {{"kinds.code", kinds}, {"purpose.system", systems}}));
    ReadConsent out{.id = std::string(form.text("id")),
                    .version = std::string(form.text("version")),
                    .person = form.identifier("person")};
    form.take(out.consent);
    out.consent.id.clear();
    out.is_active = form.text("status") == active;
    out.is_day_alone = time::is_full_date(form.text("given_at"));
    out.states_withdrawal = out.consent.withdrawn.has_value();
    TRY_VOID(take_giver(form, out.person, out.consent));
    TRY_VOID(take_evidence(form, out.consent));
    TRY_VOID(take_purposes(form, out.consent));
    TRY_VOID(check_members(form, out));
    return out;
}

} // namespace renkei::server
