#include "gateway/core/json/writer.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/pages/eligibility_page.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/person_in_form.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <functional>

namespace renkei::server {
namespace {

constexpr std::string_view asked_type = "Coverage"; // for the audit
constexpr std::string_view eligibility_form = "/eligibility/_search";
constexpr std::string_view person_parameter = "person";
constexpr std::string_view insurer_parameter = "insurer";
constexpr std::string_view asked_date = "date";
constexpr std::string_view date_form = "YYYY-MM-DD";
constexpr std::string_view insurer_form = "NNNNNN";

std::string known_persons() { return fmt::format("NNNNNNNNNN, HNNNNNNNNN, {}", documents::person_forms); }

// Without one, today's: a browser sends the field that is left empty, too.
Result<time::Date> asked_day(ServerContext& gateway, const Request& request) {
    const std::string_view written = request.parameter(asked_date);
    const std::optional<time::Date> day = written.empty() ? today(gateway) : time::parse_date(written);
    return day && day->is_whole() ? Result<time::Date>(*day)
                                  : Result<time::Date>(diag::fail(message::parameter_wrong, {},
                                                                  {asked_date, written, date_form}));
}

// The number on a card may stand alone: then its insurer is asked for where it is several persons'.
Result<mhd::PersonFilter> person_in_form(const Request& request) {
    const auto in_url = names_in_url(request);
    for (const std::string_view name : {person_parameter, insurer_parameter}) {
        if (in_url.contains(name)) {
            return diag::fail(message::person_in_url, {}, {name, eligibility_form});
        }
    }
    const std::string_view written = request.parameter(person_parameter);
    const policy::Number insurer{.kind = std::string(insurer_parameter),
                                 .value = typed_number(request.parameter(insurer_parameter))};
    if (!insurer.value.empty() && !policy::is_whole(insurer)) {
        return diag::fail(message::parameter_wrong, {},
                          {insurer_parameter, documents::shape_of_person(insurer.value), insurer_form});
    }
    std::string identifier(written);
    if (const std::string card = typed_number(written); documents::is_insured_number(card)) {
        identifier = insurer.value.empty()
                         ? fmt::format("{}|{}", documents::person_system(insurer_parameter), card)
                         : fmt::format("{}:{}|{}", insurer_parameter, insurer.value, card);
    } else if (!documents::parse_person(written)) {
        return diag::fail(message::parameter_wrong, {},
                          {person_parameter, documents::shape_of_person(written), known_persons()});
    }
    TRY(mhd::SearchRequest search,
        mhd::read_search("Patient", {{"identifier", identifier}}, mhd::Handling::strict));
    return std::move(search.persons.front());
}

void write_source(json::Writer& out, const Request& request, const mhd::SummarySource& source) {
    out.start_object();
    if (source.document.empty()) { // a record
        out.member("location", fmt::format("{}/{}", fhir_base(request), source.targets.front()));
    } else {
        out.member("id", source.document)
            .member("location", fmt::format("{}/{}/versions/{}", documents_url(request), source.document,
                                            source.version));
        out.key("version").number(source.version);
    }
    out.member("title", source.name).member("date", source.date).end_object();
}

void write_value(json::Writer& out, const Request& request, const mhd::EligibilityValue& value,
                 const mhd::SummaryContent& content) {
    out.start_object().key("value");
    if (value.text.empty()) { // a document says that it is not known
        out.null();
    } else {
        out.string(value.text);
    }
    if (!value.reason.empty()) {
        out.member("reason", value.reason);
    }
    if (!value.code.empty()) {
        out.member("code", value.code);
    }
    out.member("holds", mhd::name_of(value.holds));
    if (!value.period.from.empty()) {
        out.member("from", value.period.from);
    }
    if (value.period.to && !value.period.to->empty()) {
        out.member("to", *value.period.to);
    }
    if (value.is_restricted) {
        out.key("restricted").boolean(true);
    }
    out.key("documents").start_array();
    for (const std::size_t source : value.sources) {
        write_source(out, request, content.sources[source]);
    }
    out.end_array();
    if (value.limit != nullptr) {
        out.key("basis")
            .start_object()
            .member("source", value.limit->source)
            .member("from", value.limit->from);
        if (!value.limit->until.empty()) {
            out.member("to", value.limit->until);
        }
        out.end_object();
    }
    out.end_object();
}

// {"date":…,"complete":…,"fields":[{"field":…,"name":…,"state":…,"values":[{"value":…,…}]}]}
std::string eligibility_json(const Request& request, const mhd::Eligibility& eligibility,
                             const mhd::SummaryContent& content) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("date", eligibility.day.text()).key("complete");
    out.boolean(eligibility.is_whole).key("fields").start_array();
    for (const mhd::EligibilityField& field : eligibility.fields) {
        out.start_object().member("field", field.id).member("name", field.name);
        out.member("state", mhd::name_of(field.state));
        if (field.is_silent_in_newer) {
            out.key("silent_in_newer").boolean(true);
        }
        out.key("values").start_array();
        for (const mhd::EligibilityValue& value : field.values) {
            write_value(out, request, value, content);
        }
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return text;
}

using FindPerson =
    std::function<Result<std::optional<mhd::PersonFilter>>(const store::Snapshot&, ReadMemory&)>;

AuditedResponse answer_eligibility(ServerContext& gateway, const Request& request, AuditSubject subject,
                                   QueryParameters (*known)(ServerContext&), const FindPerson& find_person) {
    ReadMemory memory(request);
    const Result<time::Date> day = asked_day(gateway, request);
    const auto find = [&]() -> Result<mhd::SummaryResult> {
        TRY_VOID(check_repeats(gateway, request, known));
        TRY_VOID(check_known(gateway, request, known));
        if (!day) {
            return tl::make_unexpected(day.error());
        }
        return read_large<mhd::SummaryResult>(
            gateway, memory, [&](const store::Snapshot& snapshot) -> Result<mhd::SummaryResult> {
                TRY(const std::optional<mhd::PersonFilter> person, find_person(snapshot, memory));
                return person ? summarise_insurance(gateway, request, snapshot, *person, memory)
                              : mhd::SummaryResult{};
            });
    };
    const Result<mhd::SummaryResult> found = find();
    if (!found) {
        return person_response(error_response(request, found.error()), memory, std::move(subject));
    }
    add_found(subject, *found);
    if (found->apart.are_of_several()) {
        return person_response(persons_differ_response(request, found->apart), memory, std::move(subject));
    }
    const mhd::Eligibility eligibility = eligibility_in(*found, request, *day);
    const mhd::SummaryContent& content = found->contents.front();
    Response out = wants_page(request)
                       ? html_response(pages::eligibility_page(eligibility, content, found->sections,
                                                               documents_url(request), page_head(request)),
                                       "found")
                       : Response{.media_type = "application/json",
                                  .body = eligibility_json(request, eligibility, content),
                                  .outcome = "found"};
    return person_response(std::move(out), memory, std::move(subject));
}

} // namespace

QueryParameters eligibility_parameters(ServerContext&) {
    return {{.name = std::string(asked_date), .expected = std::string(date_form)}};
}

QueryParameters eligibility_form_parameters(ServerContext& gateway) {
    QueryParameters out = eligibility_parameters(gateway);
    out.push_back({.name = std::string(person_parameter), .expected = known_persons()});
    out.push_back({.name = std::string(insurer_parameter), .expected = std::string(insurer_form)});
    return out;
}

AuditedResponse check_eligibility(ServerContext& gateway, const Request& request, PathParameters) {
    AuditQueryText text(asked_type);
    text.add(asked_date, request.parameter(asked_date));
    text.add("identifier", hashed_for_audit(gateway, request.parameter(person_parameter)));
    const auto find = [&](const store::Snapshot&, ReadMemory&) -> Result<std::optional<mhd::PersonFilter>> {
        TRY(mhd::PersonFilter person, person_in_form(request));
        return std::optional(std::move(person));
    };
    return answer_eligibility(gateway, request, {.query = text.text()}, eligibility_form_parameters, find);
}

AuditedResponse read_eligibility(ServerContext& gateway, const Request& request, PathParameters parts) {
    AuditQueryText text(asked_type);
    text.add(asked_date, request.parameter(asked_date));
    const access::Reader reader = reader_of(gateway, request);
    documents::PartMaker maker(gateway.workers().loaded());
    const auto find = [&](const store::Snapshot& snapshot, ReadMemory& memory) {
        return person_of_document(snapshot, parts[0], reader, memory, &maker);
    };
    return answer_eligibility(gateway, request, {.document = parts[0], .query = text.text()},
                              eligibility_parameters, find);
}

} // namespace renkei::server
