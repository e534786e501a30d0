#include "gateway/forms/service/validation.h"

#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/line_report.h"
#include "gateway/forms/record/recognise/other_file_type.h"
#include "gateway/forms/service/fhir_text.h"

namespace renkei::service {
namespace {

char first_character(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first == std::string_view::npos ? '\0' : text[first];
}

bool is_one_a_line(const Input& input) {
    return input.part || json::has_line_per_document(input.bytes, input.name);
}

} // namespace

Validation::Validation(const Definitions& definitions)
    : validator_(definitions.context()),
      parser_(definitions.r4().names(), {.max_depth = 128}),
      reader_(definitions.r4()) {}

Outcome Validation::run(const Input& input, const validate::ValidationOptions& options) {
    Outcome out;
    out.input = input.name;
    if (std::optional<diag::Finding> foreign = record::other_file_type(input.head())) {
        out.report.add(*std::move(foreign));
    } else if (first_character(input.head()) == '<') {
        xml(input.bytes, options, out.report);
    } else if (is_one_a_line(input)) {
        lines(input, options, out.report);
    } else {
        json(input.bytes, options, out.report);
    }
    out.report.set_file(input.name);
    out.status = out.report.at_least(diag::Severity::error) ? OutcomeStatus::refused : OutcomeStatus::done;
    return out;
}

diag::Result<const json::Tree*> Validation::read(std::string_view text) {
    TRY_VOID(parser_.parse(text, tree_));
    return &tree_;
}

void Validation::json(std::string_view text, const validate::ValidationOptions& options,
                      diag::Report& report) {
    if (const auto tree = read(text); tree) {
        validate(options, report);
    } else {
        report.add(tree.error());
    }
}

void Validation::xml(std::string_view text, const validate::ValidationOptions& options,
                     diag::Report& report) {
    const auto read = reader_.read(text, document_, report);
    if (!read) {
        report.add(read.error());
        return;
    }
    diag::Report found;
    json(document_.json, options, found);
    xml::XmlPositions(document_).append(report, found);
}

void Validation::lines(const Input& input, const validate::ValidationOptions& options, diag::Report& report) {
    json::Lines all(input.bytes);
    while (const auto line = next_line(all, input)) {
        diag::Report found;
        json(line->text, options, found);
        json::append(report, found, *line);
    }
}

} // namespace renkei::service
