#include "gateway/network/server/documents/eligibility_json.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/server/html_response.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

void write_source(json::Writer& out, const Request& request, const mhd::SummarySource& source) {
    out.start_object()
        .member("id", source.document)
        .member("location",
                fmt::format("{}/{}/versions/{}", documents_url(request), source.document, source.version));
    out.key("version").number(source.version).member("title", source.name);
    out.member("date", source.date).end_object();
}

void write_value(json::Writer& out, const Request& request, const mhd::EligibilityValue& value,
                 const mhd::SummaryContent& content) {
    out.start_object().key("value");
    if (value.text.empty()) { // a document says that it is not known
        out.null();
    } else {
        out.string(value.text);
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
    out.end_array().end_object();
}

} // namespace

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

} // namespace renkei::server
