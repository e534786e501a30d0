#include "gateway/network/http/request.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/resources/answer_report.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::http {
namespace {

using base::lower;
using text::next_part;
using text::same_word;
using text::trim;

// RFC 9110 §12.4.2: "q=0.5"; absent: 1.
double quality(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view parameter = trim(next_part(parameters, ';'));
        if (parameter.size() > 2 && lower(parameter[0]) == 'q' && parameter[1] == '=') {
            double value = 0;
            const char* const end = parameter.data() + parameter.size();
            return std::from_chars(parameter.data() + 2, end, value).ptr == end ? std::clamp(value, 0.0, 1.0)
                                                                                : 0;
        }
    }
    return 1;
}

bool wants_xml_only(const Request& request) {
    const std::string_view format = request.parameter("_format");
    const std::string_view asked = format.empty() ? request.header("Accept") : format;
    // application/fhir+xml, text/xml, the short "xml"
    const bool xml = asked.find("xml") != std::string_view::npos;
    return xml && asked.find("json") == std::string_view::npos && asked.find("*/*") == std::string_view::npos;
}

// ------------------------------------------------------------ an OperationOutcome of ours as FHIR XML
// Such a resource has no narrative, no id and no resource inside, and a primitive with extensions has no
// value: every member is an element and every text an attribute, as is the url of an extension. Documents go
// through gateway/fhir/xml, which knows the definitions.

void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (const std::string_view three = text.substr(i, 3);
            three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
            out += '?'; // U+FFFE and U+FFFF are no characters of XML
            i += 2;
            continue;
        }
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "&#10;"; break;
        case '\r': out += "&#13;"; break;
        case '\t': out += "&#9;"; break;
        // XML 1.0 has no other control characters
        default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
}

constexpr std::string_view extension = "extension";

void append_attribute(std::string& out, std::string_view name, std::string_view text) {
    out.append(" ").append(name).append("=\"");
    append_escaped(out, text);
    out += '"';
}

void append_members(std::string& out, const json::Tree& tree, std::string_view name, json::NodeId object);

// `member`: its name in JSON; "_name" holds the extensions of a primitive without value.
void append_element(std::string& out, const json::Tree& tree, std::string_view member, json::NodeId value) {
    if (tree[value].is_array()) {
        for (const json::NodeId element : tree.children(value)) {
            append_element(out, tree, member, element);
        }
        return;
    }
    const std::string_view name = member.starts_with('_') ? member.substr(1) : member;
    out.append("<").append(name);
    if (!tree[value].is_object()) {
        append_attribute(out, "value", tree.text(value));
        out += "/>";
        return;
    }
    if (name == extension) {
        append_attribute(out, "url", tree.text(tree.child(value, "url")));
    }
    out += ">";
    append_members(out, tree, name, value);
    out.append("</").append(name).append(">");
}

void append_members(std::string& out, const json::Tree& tree, std::string_view name, json::NodeId object) {
    for (const json::NodeId member : tree.children(object)) {
        const std::string_view key = tree.key(member);
        if (key != "resourceType" && !(name == extension && key == "url")) {
            append_element(out, tree, key, member);
        }
    }
}

std::string outcome_xml(std::string_view outcome_json) {
    json::Tree tree;
    if (!json::Parser().parse(
            outcome_json, tree)) { // we made it, so this is a defect; the caller gets an answer all the same
        return R"(<OperationOutcome xmlns="http://hl7.org/fhir"><issue><severity value="error"/><code value="exception"/></issue></OperationOutcome>)";
    }
    std::string out = R"(<OperationOutcome xmlns="http://hl7.org/fhir">)";
    append_members(out, tree, {}, json::Tree::root);
    return out + "</OperationOutcome>";
}

} // namespace

std::string_view Request::header(std::string_view name) const { return net::first_value(headers, name); }

std::string_view Request::parameter(std::string_view name) const {
    const auto found = std::ranges::find(query, name, &Pairs::value_type::first);
    return found == query.end() ? std::string_view{} : std::string_view(found->second);
}

double weight_of(std::string_view header, std::string_view token) {
    while (!header.empty()) {
        std::string_view item = next_part(header, ',');
        const std::string_view name = trim(next_part(item, ';'));
        if (same_word(name, token)) {
            return quality(item);
        }
    }
    return 0;
}

bool wants_page(const Request& request) {
    constexpr std::array<std::string_view, 3> of_programs{"application/json", "application/fhir+json",
                                                          "application/fhir+xml"};
    const std::string_view accept = request.header("Accept");
    const double page = weight_of(accept, "text/html");
    return page > 0 && std::ranges::all_of(of_programs, [&](std::string_view each) {
               return weight_of(accept, each) < page;
           });
}

diag::Language language_of(const Request& request) {
    const auto wanted = [&](std::string_view language) {
        double best = 0;
        std::string_view rest = request.header("Accept-Language");
        while (!rest.empty()) {
            std::string_view item = next_part(rest, ',');
            const std::string_view tag = trim(next_part(item, ';'));
            if (same_word(tag.substr(0, tag.find('-')), language)) { // ja-JP is ja
                best = std::max(best, quality(item));
            }
        }
        return best;
    };
    return wanted("ja") > wanted("en") ? diag::Language::japanese : diag::Language::english;
}

Response report_response(const Request& request, int status, const diag::Report& report,
                         std::string_view outcome) {
    Response response{.status = status, .outcome = std::string(outcome)};
    response.body = resources::answer_outcome(report, language_of(request), request.canonical);
    response.media_type = "application/fhir+json";
    if (wants_xml_only(request)) {
        response.body = outcome_xml(response.body);
        response.media_type = "application/fhir+xml";
    }
    return response;
}

diag::Error shown_error(const Request& request, const diag::Error& error) {
    const Refusal refusal = resources::refusal_of(error.message).value_or(Refusal::internal);
    if (error.message == message::store_damaged) {
        return diag::finding(message::store_damaged_here, {}, {request.caller.request});
    }
    if (refusal == Refusal::failed) {
        return diag::finding(message::store_failed_here, {}, {request.caller.request});
    }
    return refusal == Refusal::internal && error.message != message::internal_error
               ? diag::finding(message::internal_error, {}, {request.caller.request})
               : error;
}

Response error_response(const Request& request, Refusal refusal, const diag::Report& report,
                        std::string_view outcome) {
    const bool is_inside = refusal == Refusal::failed || refusal == Refusal::internal;
    diag::Report shown;
    std::string failure;
    for (const diag::Finding& finding : report.findings()) {
        if (!is_inside || finding.severity != diag::Severity::error) {
            continue;
        }
        if (shown.add(shown_error(request, finding)).message != finding.message) {
            failure += (failure.empty() ? "" : "; ") + diag::to_text(finding, diag::Language::english);
        }
    }
    const diag::Report& visible = is_inside ? shown : report;
    Response out = report_response(request, resources::row(refusal).status, visible, outcome);
    if (request.refusal_page != nullptr && wants_page(request)) {
        request.refusal_page(request, visible, out);
    }
    out.refusal = refusal;
    out.failure = std::move(failure);
    return out;
}

Response error_response(const Request& request, Refusal refusal, const diag::Error& error) {
    diag::Report report;
    report.add(error);
    return error_response(request, refusal, report, diag::row(error.message).id);
}

Response error_response(const Request& request, const HttpError& refusal) {
    Response out = error_response(request, refusal.refusal, refusal.error);
    out.headers.insert(out.headers.end(), refusal.headers.begin(), refusal.headers.end());
    return out;
}

Response error_response(const Request& request, const diag::Error& error) {
    return error_response(request, resources::refusal_of(error.message).value_or(Refusal::internal), error);
}

} // namespace renkei::http
