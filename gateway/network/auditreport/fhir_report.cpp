#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/auditreport/render.h"
#include "gateway/network/auditreport/report_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace renkei::auditreport {
namespace {

constexpr std::string_view event_names = "https://renkei.example.jp/fhir/audit-event/";

// Sentences about what the report lacks are issues of another code than those that only describe it.
void write_outcome(std::string& out, const AccessReport& report, Language language) {
    json::Writer writer(out);
    writer.start_object().member("resourceType", "OperationOutcome");
    writer.member("language", language == Language::japanese ? "ja" : "en").key("issue").start_array();
    for (const Sentence& sentence : sentences_of(report, language)) {
        const bool is_plain = sentence.severity == diag::Severity::information;
        writer.start_object().member("severity", diag::to_text(sentence.severity));
        writer.member("code", is_plain ? "informational" : "incomplete").key("details").start_object();
        writer.member("text", sentence.text).end_object().end_object();
    }
    writer.end_array().end_object();
}

} // namespace

std::string as_bundle(const AccessReport& report, std::vector<BundledEvent> events, Language language) {
    std::ranges::sort(events, {}, [](const BundledEvent& event) {
        return std::tuple(event.at, std::string_view(event.node), event.sequence);
    });
    const resources::Uuid5 uuid = resources::Uuid5(resources::url_namespace).with(event_names);
    const std::string made = time::instant(report.made);
    std::string out =
        fmt::format(R"({{"resourceType":"Bundle","type":"collection","timestamp":"{}","entry":[)", made);
    out += "\n{\"fullUrl\":\"urn:uuid:";
    uuid.append(out, made); // no event has such a name
    out += "\",\"resource\":";
    write_outcome(out, report, language);
    for (const BundledEvent& event : events) {
        out += "},\n{\"fullUrl\":\"urn:uuid:";
        uuid.append(out, fmt::format("{}/{}", event.node, event.sequence));
        out += fmt::format("\",\"resource\":{}", event.json);
    }
    return out + "}\n]}\n";
}

} // namespace renkei::auditreport
