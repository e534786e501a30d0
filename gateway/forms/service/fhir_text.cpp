#include "gateway/forms/service/fhir_text.h"

#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/xml/document.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "generated/messages/xml.h"

#include <algorithm>
#include <vector>

namespace renkei::service {
namespace {

namespace message = diag::message;

struct FhirName {
    std::string_view name;
    FhirSyntax syntax;
};
constexpr FhirName names[] = {
    {fhir_name, FhirSyntax::json}, {"fhir-json", FhirSyntax::json}, {"fhir-xml", FhirSyntax::xml}};

constexpr std::string_view blanks_before_content = " \t\r\n";

std::string_view ending_of(FhirSyntax syntax) { return syntax == FhirSyntax::xml ? "xml" : "json"; }

// A tree of the worker into text. The error: it is no resource.
diag::Result<std::string> written(FhirSyntax syntax, Workspace& workspace, const json::Tree& tree,
                                  Layout layout, diag::Report& report) {
    std::string out;
    if (syntax == FhirSyntax::xml) {
        TRY(const definitions::R4Definitions* const r4, workspace.r4());
        TRY_VOID(xml::write(tree, json::Tree::root, *r4, out, report, layout));
    } else {
        json::Writer(out).node(tree, json::Tree::root);
        out += '\n';
    }
    return out;
}

// One input on its way from one syntax into another.
class ResourceConversion {
public:
    ResourceConversion(Workspace& workspace, const Input& input, const ConvertOptions& options,
                       FhirSyntax target)
        : workspace_(workspace),
          input_(input),
          options_(options),
          target_(target) {}

    std::optional<Outcome> run() {
        outcome_.input = input_.name;
        const bool is_resource = is_xml(input_.head()) ? take_xml() : take_json();
        if (!is_resource) {
            return std::nullopt;
        }
        if (options_.on_loss == OnLoss::refuse && outcome_.report.at_least(diag::Severity::warning)) {
            outcome_.status = OutcomeStatus::refused;
        }
        if (outcome_.status == OutcomeStatus::refused) {
            outcome_.documents.clear();
        }
        name_documents(outcome_.documents, input_, 0,
                       [&](const OutputDocument&) { return ending_of(target_); });
        outcome_.report.set_file(input_.name);
        return std::move(outcome_);
    }

private:
    bool take_xml() {
        xml::Document document;
        const diag::Result<void> read = workspace_.read_xml(input_.bytes, document, outcome_.report);
        if (!read) {
            refuse(read.error());
            return read.error().message != message::xml_not_fhir;
        }
        if (!is_of_named_form(document.json)) {
            return false;
        }
        xml::report_dropped(document, outcome_.report);
        if (outcome_.report.has(message::xml_text)) { // values between tags: the resource would have none
            outcome_.status = OutcomeStatus::refused;
        }
        diag::Report found;
        const diag::Result<void> parsed = workspace_.parse_fhir(document.json, workspace_.tree());
        if (parsed) {
            write(found);
        } else {
            found.add(parsed.error());
            outcome_.status = OutcomeStatus::refused;
        }
        xml::XmlPositions(document).append(outcome_.report, found);
        return true;
    }

    bool take_json() {
        const std::string_view head = input_.head();
        const std::size_t begin = head.find_first_not_of(blanks_before_content);
        const bool may_be_fhir = begin != std::string_view::npos && head[begin] == '{' &&
                                 head.find("\"resourceType\"") != std::string_view::npos;
        if (!may_be_fhir) { // seen without reading: most inputs are forms
            return false;
        }
        if (!is_fhir(first_document()) || !is_of_named_form(first_document())) {
            return false;
        }
        json::Lines lines(input_.bytes);
        const bool by_line = input_.part || json::has_line_per_document(input_.bytes, input_.name);
        std::optional<json::Line> document =
            by_line ? next_line(lines, input_) : json::Line{input_.bytes, 0, 1};
        while (document) {
            take_document(*document);
            document = by_line ? next_line(lines, input_) : std::nullopt;
        }
        return true;
    }

    std::string_view first_document() const {
        const std::string_view head = input_.head();
        return json::has_line_per_document(head, input_.name) ? json::line_that_says_what(head) : head;
    }

    bool is_fhir(std::string_view json) {
        const json::Tree& tree = workspace_.tree();
        return workspace_.parse_fhir(json, workspace_.tree()) &&
               tree.child(json::Tree::root, "resourceType") != json::no_node;
    }

    void take_document(const json::Line& line) {
        diag::Report found;
        const diag::Result<void> parsed = workspace_.parse_fhir(line.text, workspace_.tree());
        if (parsed) {
            write(found);
        } else {
            outcome_.status = OutcomeStatus::refused;
            found.add(parsed.error());
        }
        json::append(outcome_.report, found, line);
    }

    void write(diag::Report& found) {
        diag::Result<std::string> text =
            written(target_, workspace_, workspace_.tree(), options_.layout, found);
        if (!text) {
            outcome_.status = OutcomeStatus::refused;
            found.add(text.error());
            return;
        }
        outcome_.documents.push_back({.name = {},
                                      .bytes = *std::move(text),
                                      .is_json = target_ == FhirSyntax::json,
                                      .kind = std::string(fhir_kind(target_))});
    }

    // Without a form that was named, any resource will do.
    bool is_of_named_form(std::string_view json) {
        json::Tree& tree = workspace_.second_tree();
        if (options_.read.form.empty()) {
            return true;
        }
        if (!workspace_.parse(json, tree)) {
            return false;
        }
        const std::vector<json::NodeId> compositions = mapping::compositions(tree);
        return std::ranges::any_of(workspace_.catalogue().plans(), [&](const mapping::Plan& plan) {
            return plan.form().id() == options_.read.form && mapping::is_bundle_of(plan, tree, compositions);
        });
    }

    void refuse(const diag::Error& error) {
        outcome_.status = OutcomeStatus::refused;
        outcome_.report.add(error);
    }

    Workspace& workspace_;
    const Input& input_;
    const ConvertOptions& options_;
    FhirSyntax target_;
    Outcome outcome_;
};

} // namespace

std::optional<FhirSyntax> fhir_syntax(std::string_view name) {
    const auto* const found = std::ranges::find(names, name, &FhirName::name);
    return found == std::end(names) ? std::nullopt : std::optional(found->syntax);
}

std::string_view fhir_kind(FhirSyntax syntax) { return syntax == FhirSyntax::xml ? "fhir-xml" : "fhir-json"; }

std::string fhir_names() {
    std::string out;
    for (const FhirName& each : names) {
        out += (out.empty() ? "" : ", ") + std::string(each.name);
    }
    return out;
}

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
    return ResourceConversion(workspace, input, options, *target).run();
}

} // namespace renkei::service
