#include "gateway/forms/service/fhir_text.h"

#include "gateway/core/json/document.h"
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/joined.h"
#include "gateway/fhir/xml/document.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "generated/messages/xml.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace renkei::service {
namespace {

struct FhirName {
    std::string_view name;
    FhirSyntax syntax;
};
constexpr FhirName names[] = {{fhir_name, FhirSyntax::json},
                              {"fhir-json", FhirSyntax::json},
                              {"fhir-xml", FhirSyntax::xml},
                              {"fhir-ndjson", FhirSyntax::ndjson}};

constexpr std::string_view blanks_before_content = " \t\r\n";

std::string_view ending_of(FhirSyntax syntax) {
    return fhir_kind(syntax).substr(std::string_view("fhir-").size());
}

// A collection as its receivers take it: one resource a line, the Patient first, whom the others name by the
// number, too. Any other resource is one line.
std::string as_resources(const json::Tree& tree) {
    std::string text;
    json::Writer(text).node(tree, json::Tree::root);
    json::Document bundle = json::Document::parse(text);
    if (json::text_member(bundle, "type") != "collection") {
        return as_line(std::move(text));
    }
    text.clear();
    json::Document person;
    std::string url;
    for (json::Document& entry : bundle["entry"]) {
        json::Document& resource = entry["resource"];
        if (json::text_member(resource, "resourceType") == "Patient") {
            url = json::text_member(entry, "fullUrl");
            person["reference"] = "Patient/" + json::text_member(resource, "id");
            if (resource.contains("identifier")) {
                person["identifier"] = resource["identifier"].front();
            }
        }
        for (const char* const element : {"subject", "patient"}) {
            if (!url.empty() && resource.contains(element) &&
                json::text_member(resource[element], "reference") == url) {
                resource[element] = person;
            }
        }
        text += as_line(resource.dump());
    }
    return text;
}

// A tree of the worker into text. The error: it is no resource.
diag::Result<std::string> written(FhirSyntax syntax, Workspace& workspace, const json::Tree& tree,
                                  Layout layout, diag::Report& report) {
    std::string out;
    if (syntax == FhirSyntax::xml) {
        TRY(const definitions::R4Definitions* const r4, workspace.r4());
        TRY_VOID(xml::write(tree, json::Tree::root, *r4, out, report, layout));
    } else if (syntax == FhirSyntax::ndjson) {
        out = as_resources(tree);
    } else {
        json::Writer(out).node(tree, json::Tree::root);
        out += '\n';
    }
    return out;
}

// One input on its way from one syntax into another.
struct ResourceConversion {
    Workspace& workspace;
    const Input& input;
    const ConvertOptions& options;
    FhirSyntax target;
    Outcome outcome = Outcome();

    std::optional<Outcome> run() {
        outcome.input = input.name;
        const bool is_resource = is_xml(input.head()) ? take_xml() : take_json();
        if (!is_resource) {
            return std::nullopt;
        }
        if (options.on_loss == OnLoss::refuse && outcome.report.at_least(diag::Severity::warning)) {
            outcome.status = OutcomeStatus::refused;
        }
        if (outcome.status == OutcomeStatus::refused) {
            outcome.documents.clear();
        }
        name_documents(outcome.documents, input, 0, [&](const OutputDocument&) { return ending_of(target); });
        outcome.report.set_file(input.name);
        return std::move(outcome);
    }

    bool take_xml() {
        xml::Document document;
        const diag::Result<void> read = workspace.read_xml(input.bytes, document, outcome.report);
        if (!read) {
            refuse(read.error());
            return read.error().message != message::xml_not_fhir;
        }
        if (!is_of_named_form(document.json)) {
            return false;
        }
        xml::report_dropped(document, outcome.report);
        if (outcome.report.has(message::xml_text)) { // values between tags: the resource would have none
            outcome.status = OutcomeStatus::refused;
        }
        diag::Report found;
        const diag::Result<void> parsed = workspace.parse_fhir(document.json, workspace.tree());
        if (parsed) {
            write(found);
        } else {
            found.add(parsed.error());
            outcome.status = OutcomeStatus::refused;
        }
        xml::XmlPositions(document).append(outcome.report, found);
        return true;
    }

    bool take_json() {
        const std::string_view head = input.head();
        const std::size_t begin = head.find_first_not_of(blanks_before_content);
        const bool may_be_fhir = begin != std::string_view::npos && head[begin] == '{' &&
                                 head.find("\"resourceType\"") != std::string_view::npos;
        if (!may_be_fhir) { // seen without reading: most inputs are forms
            return false;
        }
        if (!is_fhir(first_document()) || !is_of_named_form(first_document())) {
            return false;
        }
        json::Lines lines(input.bytes);
        const bool by_line = input.part || json::has_line_per_document(input.bytes, input.name);
        std::optional<json::Line> document =
            by_line ? next_line(lines, input) : json::Line{input.bytes, 0, 1};
        while (document) {
            take_document(*document);
            document = by_line ? next_line(lines, input) : std::nullopt;
        }
        return true;
    }

    std::string_view first_document() const {
        const std::string_view head = input.head();
        return json::has_line_per_document(head, input.name) ? json::line_that_says_what(head) : head;
    }

    bool is_fhir(std::string_view json) {
        const json::Tree& tree = workspace.tree();
        return workspace.parse_fhir(json, workspace.tree()) &&
               tree.child(json::Tree::root, "resourceType") != json::no_node;
    }

    void take_document(const json::Line& line) {
        diag::Report found;
        const diag::Result<void> parsed = workspace.parse_fhir(line.text, workspace.tree());
        if (parsed) {
            write(found);
        } else {
            outcome.status = OutcomeStatus::refused;
            found.add(parsed.error());
        }
        json::append(outcome.report, found, line);
    }

    void write(diag::Report& found) {
        diag::Result<std::string> text = written(target, workspace, workspace.tree(), options.layout, found);
        if (!text) {
            outcome.status = OutcomeStatus::refused;
            found.add(text.error());
            return;
        }
        outcome.documents.push_back({.name = {},
                                     .bytes = *std::move(text),
                                     .is_json = target == FhirSyntax::json,
                                     .kind = std::string(fhir_kind(target))});
    }

    // Without a form that was named, any resource will do.
    bool is_of_named_form(std::string_view json) {
        json::Tree& tree = workspace.second_tree();
        if (options.read.form.empty()) {
            return true;
        }
        if (!workspace.parse(json, tree)) {
            return false;
        }
        const std::vector<json::NodeId> compositions = mapping::compositions(tree);
        return std::ranges::any_of(workspace.catalogue().plans(), [&](const mapping::Plan& plan) {
            return plan.form().id() == options.read.form && mapping::is_bundle_of(plan, tree, compositions);
        });
    }

    void refuse(const diag::Error& error) {
        outcome.status = OutcomeStatus::refused;
        outcome.report.add(error);
    }
};

} // namespace

std::optional<FhirSyntax> fhir_syntax(std::string_view name) {
    const auto* const found = std::ranges::find(names, name, &FhirName::name);
    return found == std::end(names) ? std::nullopt : std::optional(found->syntax);
}

std::string_view fhir_kind(FhirSyntax syntax) {
    return std::ranges::find(std::begin(names) + 1, std::end(names), syntax, &FhirName::syntax)->name;
}

std::string fhir_names() { return text::joined(names, ", ", &FhirName::name); }

bool is_xml(std::string_view bytes) {
    bytes.remove_prefix(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    const std::size_t begin = bytes.find_first_not_of(blanks_before_content);
    return begin != std::string_view::npos && bytes[begin] == '<';
}

std::optional<json::Line> next_line(json::Lines& lines, const Input& input) {
    std::optional<json::Line> out = lines.next_line();
    if (out && input.part) {
        out->offset += input.part->offset;
        out->number += input.part->lines;
    }
    return out;
}

std::string as_line(std::string json) {
    json += '\n';
    return json;
}

diag::Result<std::string> written_as(FhirSyntax syntax, Workspace& workspace, std::string json, Layout layout,
                                     diag::Report& report) {
    if (syntax == FhirSyntax::json) {
        return as_line(std::move(json));
    }
    json::Tree tree;
    TRY_VOID(workspace.parse_fhir(json, tree));
    diag::Report found;
    TRY(std::string out, written(syntax, workspace, tree, layout, found));
    for (diag::Finding finding : found.findings()) {
        finding.where = {.path = finding.where.path};
        report.add(std::move(finding));
    }
    return out;
}

std::optional<Outcome> convert_resource(Workspace& workspace, const Input& input,
                                        const ConvertOptions& options) {
    const std::optional<FhirSyntax> target = fhir_syntax(options.to.syntax);
    if (!target || options.rebuild || !options.to.version.empty() || !options.to.form.empty()) {
        return std::nullopt;
    }
    return ResourceConversion{workspace, input, options, *target}.run();
}

} // namespace renkei::service
