#include "gateway/core/base/base64.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/line_worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

namespace renkei::service {
namespace {

using diag::Finding;
using json::Writer;

struct Answer {
    std::size_t line;
    const Outcome& outcome;
    const AnswerSettings& settings;
};

// A member of a finding; `write` writes key and value, or nothing where `is_always` is false.
struct FindingMember {
    std::string_view name;
    bool is_always;
    std::string_view schema;
    void (*write)(Writer& out, std::string_view name, const Finding& finding, diag::Language language);
};

void write_text_if_any(Writer& out, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        out.member(name, text);
    }
}

constexpr FindingMember finding_members[] = {
    {"id", true, R"({"type":"string","description":"id of the message: renkei explain ID"})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         out.member(name, diag::row(finding.message).id);
     }},
    {"severity", true, R"({"enum":["error","warning","information"]})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         out.member(name, diag::to_text(finding.severity));
     }},
    {"place", true,
     R"({"type":"object","description":"in the document; what is unknown is left out","additionalProperties":false,"properties":{"line":{"type":"integer","minimum":1},"column":{"type":"integer","minimum":1,"description":"in characters"},"offset":{"type":"integer","minimum":0,"description":"in bytes"},"record":{"type":"integer","minimum":1,"description":"row of a CSV"},"cell":{"type":"integer","minimum":1},"document":{"type":"integer","minimum":1,"description":"of several in a line"},"path":{"type":"string","description":"FHIRPath or JSON Pointer"}}})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         out.key(name).start_object();
         resources::write_place(out, finding.where);
         out.end_object();
     }},
    {"item", false, R"({"type":"string","description":"id of the item of the form"})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         write_text_if_any(out, name, finding.item);
     }},
    {"name", false, R"({"type":"string","description":"printed name of the item"})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         write_text_if_any(out, name, finding.name);
     }},
    {"message", true, R"({"type":"string","description":"the sentence, for people; … stands for a value"})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language language) {
         out.member(name, diag::sentence(finding.message, finding.args, language));
     }},
    {"value", false, R"({"type":"string","description":"what was found; only with --values-in-findings"})",
     [](Writer& out, std::string_view name, const Finding& finding, diag::Language) {
         write_text_if_any(out, name, finding.value);
     }}};

void write_one_finding(Writer& out, const Finding& finding, const AnswerSettings& settings) {
    const Finding shown =
        settings.values == QuotedValues::quoted ? finding : diag::without_values(finding, settings.is_name);
    out.start_object();
    for (const FindingMember& each : finding_members) {
        each.write(out, each.name, shown, settings.language);
    }
    out.end_object();
}

enum class Which : std::uint8_t { loss, others, all };

void write_some_findings(Writer& out, const Answer& answer, Which which) {
    const diag::Report& report = answer.outcome.report;
    out.start_array();
    for (const Finding& finding : report.findings()) {
        if (which == Which::all || is_loss(finding) == (which == Which::loss)) {
            write_one_finding(out, finding, answer.settings);
        }
    }
    if (which != Which::loss && report.not_shown() > 0) {
        write_one_finding(out, resources::rest_of(report), answer.settings);
    }
    out.end_array();
}

// What is no JSON travels in an object that is read back as it. So does JSON whose file name has items.
void write_document(Writer& out, const OutputDocument& document) {
    std::string_view bytes = document.bytes;
    if (document.is_json && !document.has_items_in_name) {
        bytes.remove_suffix(bytes.ends_with('\n') ? 1 : 0);
        out.raw(bytes);
        return;
    }
    out.start_object();
    if (document.is_utf8) {
        out.member("text", bytes);
    } else {
        out.member("base64", base::to_base64(bytes));
    }
    out.member("name", document.name).end_object();
}

void write_output(Writer& out, const Outcome& outcome) {
    const std::vector<OutputDocument>& documents = outcome.documents;
    if (documents.empty()) {
        out.null();
    } else if (documents.size() == 1) {
        write_document(out, documents.front());
    } else {
        out.start_array();
        for (const OutputDocument& each : documents) {
            write_document(out, each);
        }
        out.end_array();
    }
}

struct AnswerMember {
    std::string_view name;
    bool is_of_validation;
    std::string_view schema;
    void (*write)(Writer& out, const Answer& answer);
};

constexpr std::string_view findings_schema = R"({"type":"array","items":{"$ref":"#/$defs/finding"}})";
constexpr AnswerMember answer_members[] = {
    {"line", true,
     R"({"type":"integer","minimum":1,"description":"number of the input line, over the life of the process"})",
     [](Writer& out, const Answer& answer) { out.number(answer.line); }},
    {"ok", true, R"({"type":"boolean","description":"false: the line was refused"})",
     [](Writer& out, const Answer& answer) { out.boolean(answer.outcome.status == OutcomeStatus::done); }},
    {"form", false,
     R"({"type":["string","null"],"description":"id of the form of the document that was read; null: none, several, or only the syntax of FHIR changed"})",
     [](Writer& out, const Answer& answer) {
         if (answer.outcome.form.empty()) {
             out.null();
         } else {
             out.string(answer.outcome.form);
         }
     }},
    {"output", false,
     R"({"description":"null: there is none","anyOf":[{"type":"null"},{"$ref":"#/$defs/document"},{"type":"array","minItems":2,"items":{"$ref":"#/$defs/document"}}]})",
     [](Writer& out, const Answer& answer) { write_output(out, answer.outcome); }},
    {"loss", false, findings_schema,
     [](Writer& out, const Answer& answer) { write_some_findings(out, answer, Which::loss); }},
    {"findings", true, findings_schema, [](Writer& out, const Answer& answer) {
         const bool has_loss = answer.settings.what == AnswersTo::conversion;
         write_some_findings(out, answer, has_loss ? Which::others : Which::all);
     }}};

bool is_member_of(const AnswerMember& member, AnswersTo what) {
    return what == AnswersTo::conversion || member.is_of_validation;
}

// "type", "required", "additionalProperties" and "properties" of the rows of a table.
template <class Members, class IsThere, class IsRequired>
void write_object_schema(Writer& out, const Members& members, const IsThere& is_there,
                         const IsRequired& is_required) {
    out.member("type", "object").key("additionalProperties").boolean(false).key("required").start_array();
    for (const auto& each : members) {
        if (is_there(each) && is_required(each)) {
            out.string(each.name);
        }
    }
    out.end_array().key("properties").start_object();
    for (const auto& each : members) {
        if (is_there(each)) {
            out.key(each.name).raw(each.schema);
        }
    }
    out.end_object();
}

constexpr std::string_view document_schema =
    R"({"anyOf":[{"$ref":"#/$defs/wrapped"},{"type":"object","description":"a FHIR resource, or a form in JSON","not":{"propertyNames":{"enum":["text","base64","name"]}}}]})";
// Of a document that is no JSON.
constexpr std::string_view wrapped_schema =
    R"({"type":"object","additionalProperties":false,"required":["name"],"oneOf":[{"required":["text"]},{"required":["base64"]}],"properties":{"text":{"type":"string"},"base64":{"type":"string","contentEncoding":"base64"},"name":{"type":"string","description":"file name"}}})";

using ItemNames = std::set<std::string, std::less<>>;

// "visits.vitals.temperature": a path has its steps.
ItemNames names_of_items(const catalogue::Catalogue& catalogue) {
    ItemNames out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        for (const form::Item& item : plan.form().items()) {
            std::string_view id = plan.form().text(item.id);
            while (!id.empty()) {
                const std::size_t end = std::min(id.find('.'), id.size());
                out.emplace(id.substr(0, end));
                id.remove_prefix(std::min(end + 1, id.size()));
            }
        }
    }
    return out;
}

} // namespace

void append_answer(std::string& out, std::size_t line, const Outcome& outcome,
                   const AnswerSettings& settings) {
    const Answer answer{.line = line, .outcome = outcome, .settings = settings};
    Writer writer(out);
    writer.start_object();
    for (const AnswerMember& each : answer_members) {
        if (is_member_of(each, settings.what)) {
            writer.key(each.name);
            each.write(writer, answer);
        }
    }
    writer.end_object();
    out.push_back('\n');
}

std::string answer_schema(AnswersTo what) {
    std::string out;
    Writer writer(out);
    writer.start_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
    writer.member("title", fmt::format("A line that renkei {} --pipe writes",
                                       what == AnswersTo::conversion ? "convert" : "validate"));
    write_object_schema(
        writer, answer_members, [&](const AnswerMember& each) { return is_member_of(each, what); },
        [](const AnswerMember&) { return true; });
    writer.key("$defs").start_object().key("finding").start_object();
    write_object_schema(
        writer, finding_members, [](const FindingMember&) { return true; },
        [](const FindingMember& each) { return each.is_always; });
    writer.end_object();
    if (what == AnswersTo::conversion) {
        writer.key("document").raw(document_schema).key("wrapped").raw(wrapped_schema);
    }
    writer.end_object().end_object();
    return json::pretty(out) + "\n";
}

diag::IsName path_names(const definitions::R4Definitions& r4) {
    return [&r4](std::string_view name) { return r4.names().find(name) != json::no_name || r4.type(name); };
}

// R4's definitions are opened only for a name that no form knows.
diag::IsName path_names(Workspace& workspace) {
    const auto items = std::make_shared<const ItemNames>(names_of_items(workspace.catalogue()));
    return [&workspace, items](std::string_view name) {
        if (workspace.catalogue().names().find(name) != json::no_name || items->contains(name)) {
            return true;
        }
        const auto r4 = workspace.r4();
        return r4 && (*r4)->type(name);
    };
}

} // namespace renkei::service
