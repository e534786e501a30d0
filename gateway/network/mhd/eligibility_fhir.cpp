#include "gateway/network/mhd/eligibility_fhir.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/metadata_pieces.h"
#include "gateway/network/mhd/path.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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
                      const SummaryContent& content, std::string_view canonical, base::Millis now)
        : request_(request),
          eligibility_(eligibility),
          content_(content),
          canonical_(canonical),
          now_(time::second_in_japan(now)),
          writer_(out_),
          pieces_(writer_) {}

    std::string run() {
        writer_.start_object().member("resourceType", "CoverageEligibilityResponse");
        security();
        writer_.member("language", "ja").member("status", "active").key("purpose").start_array();
        for (const std::string& each : request_.purposes) {
            writer_.string(each);
        }
        writer_.end_array().key("patient");
        pieces_.reference(content_.patient);
        writer_.member("servicedDate", eligibility_.day.text()).member("created", now_);
        request();
        writer_.member("outcome", eligibility_.is_whole ? "complete" : "partial")
            .member("disposition", disposition());
        insurer();
        writer_.key("insurance").start_array();
        for (std::size_t i = 0; i < std::max<std::size_t>(eligibility_.coverages.size(), 1); ++i) {
            insurance(i);
        }
        writer_.end_array().end_object();
        return std::move(out_);
    }

private:
    bool has_items() const {
        return std::ranges::find(request_.purposes, purpose_of_items) != request_.purposes.end();
    }

    void security() {
        const bool is_restricted =
            has_items() && std::ranges::any_of(eligibility_.fields, [](const auto& field) {
                return std::ranges::any_of(field.values, &EligibilityValue::is_restricted);
            });
        if (is_restricted) {
            writer_.key("meta").start_object().key("security").start_array().start_object();
            writer_.member("system", confidentiality).member("code", restricted_code);
            writer_.end_object().end_array().end_object();
        }
    }

    // Nothing is kept, so only its identifier can name it.
    void request() {
        writer_.key("request").start_object().member("type", request_type);
        if (request_.identifier.empty()) {
            writer_.member("display", "資格確認の照会（識別子なし）");
        } else {
            writer_.key("identifier").raw(request_.identifier);
        }
        writer_.end_object();
    }

    std::string disposition() const {
        std::string out =
            fmt::format("{} 時点。照会元が読める文書 {} 件から。記載がないことは「なし」を意味しません。",
                        eligibility_.day.text(), content_.sources.size());
        return eligibility_.is_whole ? out : out + "読み込めなかった文書か、示していない記載があります。";
    }

    void insurer() {
        const auto known = std::ranges::find_if(eligibility_.coverages,
                                                [](const auto& each) { return !each.payor.empty(); });
        writer_.key("insurer");
        if (known == eligibility_.coverages.end()) {
            writer_.start_object().member("display", "読める文書に保険者の記載なし").end_object();
        } else {
            writer_.raw(known->payor);
        }
    }

    void insurance(std::size_t number) {
        const bool is_known = number < eligibility_.coverages.size();
        const std::string reference = is_known ? eligibility_.coverages[number].reference : std::string();
        writer_.start_object().key("coverage");
        if (is_known) {
            pieces_.reference(reference);
            const EligibilityCoverage& coverage = eligibility_.coverages[number];
            if (coverage.holds != Holds::unknown) {
                writer_.key("inforce").boolean(coverage.holds == Holds::yes);
            }
            period("benefitPeriod", coverage.period);
        } else {
            writer_.start_object().member("display", "読める文書に保険の記載なし").end_object();
        }
        if (has_items()) {
            items(reference, number == 0);
        }
        writer_.end_object();
    }

    // What no Coverage says stands under the first.
    bool is_of_coverage(const EligibilityValue& value, std::string_view reference, bool is_first) const {
        if (value.reference == reference) {
            return true;
        }
        return is_first && std::ranges::find(eligibility_.coverages, value.reference,
                                             &EligibilityCoverage::reference) == eligibility_.coverages.end();
    }

    void items(std::string_view reference, bool is_first) {
        bool is_open = false;
        const auto open = [&] {
            if (!is_open) {
                writer_.key("item").start_array();
                is_open = true;
            }
        };
        for (const EligibilityField& field : eligibility_.fields) {
            if (field.values.empty() && is_first) {
                open();
                item(field, nullptr);
            }
            for (const EligibilityValue& value : field.values) {
                if (is_of_coverage(value, reference, is_first)) {
                    open();
                    item(field, &value);
                }
            }
        }
        if (is_open) {
            writer_.end_array();
        }
    }

    // Only what is sure is a benefit: a program that does not know our extension reads nothing else as one.
    void item(const EligibilityField& field, const EligibilityValue* value) {
        writer_.start_object();
        answer(field, value);
        writer_.key("category");
        pieces_.concept_of(field.system, field.code, field.display);
        if (value != nullptr && value->is_restricted) {
            writer_.member("name", field.name + "（取扱注意）");
        } else {
            writer_.member("name", field.name);
        }
        if (value != nullptr && !value->text.empty()) {
            writer_.member("description", value->period.is_known()
                                              ? fmt::format("{}（{}）", value->text, value->period.text())
                                              : value->text);
        }
        if (value != nullptr && field.state == EligibilityState::stated && value->holds == Holds::yes &&
            !value->text.empty()) {
            benefit(field, *value);
        }
        writer_.end_object();
    }

    void benefit(const EligibilityField& field, const EligibilityValue& value) {
        writer_.key("benefit").start_array().start_object().key("type");
        pieces_.concept_of(field.system, field.code, field.display);
        const bool is_number = !field.unit.empty() && !value.code.empty() && value.code.size() < 10 &&
                               std::ranges::all_of(value.code, base::is_digit);
        if (is_number) {
            writer_.key("allowedUnsignedInt").number(std::stoul(value.code));
        } else {
            writer_.member("allowedString", value.text);
        }
        writer_.end_object().end_array();
    }

    void part(std::string_view url, std::string_view type, std::string_view text) {
        writer_.start_object().member("url", url).member(type, text).end_object();
    }

    void answer(const EligibilityField& field, const EligibilityValue* value) {
        writer_.key("extension").start_array().start_object();
        writer_.key("extension").start_array();
        part("field", "valueCode", field.id);
        part("state", "valueCode", name_of(field.state));
        if (field.is_silent_in_newer) {
            writer_.start_object().member("url", "silent-in-newer").key("valueBoolean").boolean(true);
            writer_.end_object();
        }
        if (value != nullptr) {
            part("holds", "valueCode", name_of(value->holds));
            if (value->period.is_known()) {
                writer_.start_object().member("url", "period");
                period("valuePeriod", value->period);
                writer_.end_object();
            }
            for (const std::size_t source : value->sources) {
                writer_.start_object().member("url", "source").key("valueReference");
                pieces_.reference(fmt::format("DocumentReference/{}/_history/{}",
                                              logical_id(content_.sources[source].document),
                                              content_.sources[source].version));
                writer_.end_object();
            }
        }
        writer_.end_array();
        writer_.member("url", fmt::format("{}{}", canonical_, answer_extension)).end_object().end_array();
    }

    void period(std::string_view name, const SummaryTime& time) {
        if (!time.is_known()) {
            return;
        }
        writer_.key(name).start_object();
        if (!time.from.empty()) {
            writer_.member("start", time.from);
        }
        if (time.to && !time.to->empty()) {
            writer_.member("end", *time.to);
        }
        writer_.end_object();
    }

    const EligibilityRequest& request_;
    const Eligibility& eligibility_;
    const SummaryContent& content_;
    std::string_view canonical_;
    std::string now_;
    std::string out_;
    json::Writer writer_;
    MetadataPieces pieces_;
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
    return EligibilityWriter(request, eligibility, content, canonical, now).run();
}

} // namespace renkei::mhd
