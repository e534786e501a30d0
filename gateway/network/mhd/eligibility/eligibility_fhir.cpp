#include "gateway/network/mhd/eligibility/eligibility_fhir.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/path.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace renkei::mhd {
namespace {

constexpr std::string_view request_type = "CoverageEligibilityRequest";
constexpr std::string_view purpose_of_items = "benefits";
constexpr std::array<std::string_view, 3> known_purposes{"benefits", "discovery", "validation"};
constexpr std::string_view person_form =
    "patient.identifier {system, value} | patient.reference Patient/ID (a Patient of this server)";
constexpr std::string_view day_form = "YYYY-MM-DD";
constexpr std::string_view answer_extension = "/StructureDefinition/eligibility-answer";
constexpr std::string_view restricted_code = "R";

tl::unexpected<diag::Error> refused(std::string_view element, std::string_view found,
                                    std::string_view expected) {
    return diag::fail(message::parameter_wrong, {},
                      {fmt::format("{}.{}", request_type, element), found.empty() ? "-" : found, expected});
}

Result<void> read_person(const Tree& tree, NodeId resource, EligibilityRequest& out) {
    const std::string_view reference = text_at(tree, resource, "patient.reference");
    const std::string_view system = text_at(tree, resource, "patient.identifier.system");
    const std::string_view number = text_at(tree, resource, "patient.identifier.value");
    if (!reference.empty()) {
        const std::optional<TypedId> patient = parse_reference(reference);
        if (!patient || patient->type != "Patient" || !patient->id.resource) {
            return refused("patient.reference", "…", person_form);
        }
        out.asked = reference;
        out.person = {.patients = {*patient}};
        return {};
    }
    if (system.empty() || number.empty()) {
        return refused("patient", number.empty() ? "-" : documents::shape_of_identifier({}, number),
                       person_form);
    }
    out.asked = fmt::format("{}|{}", system, number);
    TRY(SearchRequest search, read_search("Patient", {{"identifier", out.asked}}, Handling::strict));
    out.person = std::move(search.persons.front());
    return {};
}

Result<void> read_purposes(const Tree& tree, NodeId resource, EligibilityRequest& out) {
    for (const NodeId purpose : nodes_at(tree, resource, "purpose")) {
        out.purposes.emplace_back(tree.text(purpose));
        if (std::ranges::find(known_purposes, out.purposes.back()) == known_purposes.end()) {
            return refused("purpose", out.purposes.back(),
                           fmt::format("{}", fmt::join(known_purposes, ", ")));
        }
    }
    return out.purposes.empty()
               ? Result<void>(refused("purpose", "-", fmt::format("{}", fmt::join(known_purposes, ", "))))
               : Result<void>();
}

Result<void> read_day(const Tree& tree, NodeId resource, const time::Date& today, EligibilityRequest& out) {
    if (tree.child(resource, "servicedPeriod") != json::no_node) {
        return refused("servicedPeriod", "…", "servicedDate: YYYY-MM-DD");
    }
    const std::string_view written = text_at(tree, resource, "servicedDate");
    const std::optional<time::Date> day = written.empty() ? today : time::parse_date(written);
    if (!day || !day->is_whole()) {
        return refused("servicedDate", written, day_form);
    }
    out.day = *day;
    return {};
}

class EligibilityWriter {
public:
    EligibilityWriter(const EligibilityRequest& request, const Eligibility& eligibility,
                      const SummaryContent& content, std::string_view canonical)
        : request_(request),
          eligibility_(eligibility),
          content_(content),
          answer_(fmt::format("{}{}", canonical, answer_extension)),
          has_items_(std::ranges::find(request.purposes, purpose_of_items) != request.purposes.end()) {}

    std::string run(base::Millis now) const {
        const bool is_restricted =
            has_items_ && std::ranges::any_of(eligibility_.fields, [](const auto& field) {
                return std::ranges::any_of(field.values, &EligibilityValue::is_restricted);
            });
        const auto known = std::ranges::find_if(eligibility_.coverages,
                                                [](const auto& each) { return !each.payor.empty(); });
        const std::size_t count = std::max<std::size_t>(eligibility_.coverages.size(), 1);
        const auto quoted = [](const std::string& purpose) { return fmt::format("\"{}\"", purpose); };
        return by_example(
            "CoverageEligibilityResponse",
            {{"restricted", is_restricted ? restricted_code : ""},
             {"purposes", json::elements_of(request_.purposes, quoted)}, // each a known one
             {"patient", content_.patient},
             {"day", eligibility_.day.text()},
             {"now", time::second_in_japan(now)},
             {"identifier", request_.identifier}, // nothing is kept, so only this can name the request
             {"no identifier", request_.identifier.empty() ? "資格確認の照会（識別子なし）" : ""},
             {"outcome", eligibility_.is_whole ? "complete" : "partial"},
             {"disposition", disposition()},
             {"insurer", known == eligibility_.coverages.end()
                             ? R"({"display":"読める文書に保険者の記載なし"})"
                             : known->payor},
             {"insurance", json::elements_of(std::views::iota(std::size_t{0}, count),
                                             [this](std::size_t each) { return insurance(each); })}});
    }

private:
    std::string disposition() const {
        std::string out =
            fmt::format("{} 時点。照会元が読める文書 {} 件から。記載がないことは「なし」を意味しません。",
                        eligibility_.day.text(), content_.sources.size());
        return eligibility_.is_whole ? out : out + "読み込めなかった文書か、示していない記載があります。";
    }

    std::string insurance(std::size_t number) const {
        const bool is_known = number < eligibility_.coverages.size();
        const EligibilityCoverage coverage =
            is_known ? eligibility_.coverages[number] : EligibilityCoverage();
        return by_example("insurance", {{"reference", coverage.reference},
                                        {"none", is_known ? "" : "読める文書に保険の記載なし"},
                                        {"holds", coverage.holds == Holds::unknown ? ""
                                                  : coverage.holds == Holds::yes   ? "true"
                                                                                   : "false"},
                                        {"from", coverage.period.from},
                                        {"until", coverage.period.to.value_or("")},
                                        {"items", has_items_ ? items(coverage.reference, number == 0) : ""}});
    }

    // What no Coverage says stands under the first.
    bool is_of_coverage(const EligibilityValue& value, std::string_view reference, bool is_first) const {
        if (value.reference == reference) {
            return true;
        }
        return is_first && std::ranges::find(eligibility_.coverages, value.reference,
                                             &EligibilityCoverage::reference) == eligibility_.coverages.end();
    }

    std::string items(std::string_view reference, bool is_first) const {
        return json::elements_of(eligibility_.fields, [&](const EligibilityField& field) {
            return field.values.empty() ? is_first ? item(field, {}, false) : ""
                                        : json::elements_of(field.values, [&](const EligibilityValue& value) {
                                              return is_of_coverage(value, reference, is_first)
                                                         ? item(field, value, true)
                                                         : "";
                                          });
        });
    }

    // Only what is sure is a benefit: a program that does not know our extension reads nothing else as one.
    std::string item(const EligibilityField& field, const EligibilityValue& value, bool has_value) const {
        const std::string category = concept_of(field.system, field.code, field.display);
        const bool is_benefit =
            field.state == EligibilityState::stated && value.holds == Holds::yes && !value.text.empty();
        const bool is_number = !field.unit.empty() && !value.code.empty() && value.code.size() < 10 &&
                               std::ranges::all_of(value.code, base::is_digit);
        const bool is_dated = value.period.is_known() && !value.text.empty();
        return by_example(
            "eligibility item",
            {{"field", field.id},
             {"state", name_of(field.state)},
             {"silent", field.is_silent_in_newer ? "true" : ""},
             {"holds", has_value ? name_of(value.holds) : ""},
             {"from", value.period.from},
             {"until", value.period.to.value_or("")},
             {"sources",
              json::elements_of(value.sources,
                                [this](std::size_t each) { return source(content_.sources[each]); })},
             {"basis", value.limit == nullptr ? std::string()
                                              : fmt::format("{}（{}～{}）", value.limit->source,
                                                            value.limit->from, value.limit->until)},
             {"answer", answer_},
             {"category", category},
             {"name", field.name + (value.is_restricted ? "（取扱注意）" : "")},
             {"description",
              is_dated ? fmt::format("{}（{}）", value.text, value.period.text()) : value.text},
             {"benefit", is_benefit ? category : ""},
             {"number", is_benefit && is_number ? std::to_string(std::stoul(value.code)) : ""},
             {"text", is_benefit && !is_number ? value.text : ""}});
    }

    static std::string source(const SummarySource& document) {
        return by_example("eligibility source",
                          {{"document", document.document.empty()
                                            ? document.targets.front() // a record
                                            : fmt::format("DocumentReference/{}/_history/{}",
                                                          logical_id(document.document), document.version)}});
    }

    const EligibilityRequest& request_;
    const Eligibility& eligibility_;
    const SummaryContent& content_;
    std::string answer_; // url of the extension
    bool has_items_;
};

} // namespace

Result<EligibilityRequest> read_eligibility_request(const Tree& tree, NodeId resource,
                                                    const time::Date& today) {
    if (resource == json::no_node || text_at(tree, resource, "resourceType") != request_type) {
        return diag::fail(message::parameter_wrong, {}, {"resource", "-", request_type});
    }
    EligibilityRequest out;
    TRY_VOID(read_purposes(tree, resource, out));
    TRY_VOID(read_person(tree, resource, out));
    TRY_VOID(read_day(tree, resource, today, out));
    if (const NodeId identifier = node_at(tree, resource, "identifier"); identifier != json::no_node) {
        out.identifier = tree.raw(identifier);
    }
    return out;
}

std::string eligibility_response(const EligibilityRequest& request, const Eligibility& eligibility,
                                 const SummaryContent& content, std::string_view canonical,
                                 base::Millis now) {
    return EligibilityWriter(request, eligibility, content, canonical).run(now);
}

} // namespace renkei::mhd
