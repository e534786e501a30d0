#include "gateway/forms/service/validation.h"

#include "gateway/core/json/line_guess.h"
#include "gateway/fhir/validate/walk/xml_findings.h"
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

Outcome finished(Outcome out) {
    out.report.set_file(out.input);
    out.status = out.report.at_least(diag::Severity::error) ? OutcomeStatus::refused : OutcomeStatus::done;
    return out;
}

} // namespace

Validation::Validation(const Definitions& definitions)
    : validator_(definitions.context()),
      parser_(definitions.r4().names(), {.max_depth = 128}),
      reader_(definitions.r4()) {}

Outcome Validation::run(const Input& input, const validate::ValidationOptions& options) {
    Outcome lines;
    Outcome out = run(input, options, [&](const Outcome& line) {
        lines.report.append(line.report);
        validate::add(lines.not_judged, line.not_judged);
    });
    if (out.is_end_of_lines) {
        out.report = std::move(lines.report);
        out.not_judged = lines.not_judged;
    }
    return finished(std::move(out));
}

Outcome Validation::run(const Input& input, const validate::ValidationOptions& options, const Sink& early) {
    Outcome out;
    out.input = input.name;
    if (std::optional<diag::Finding> foreign = record::other_file_type(input.head())) {
        out.report.add(*std::move(foreign));
    } else if (first_character(input.head()) == '<') {
        xml(input.bytes, options, out);
    } else if (is_one_a_line(input)) {
        lines(input, options, early);
        out.is_end_of_lines = true;
    } else {
        json(input.bytes, options, out);
    }
    return finished(std::move(out));
}

diag::Result<const json::Tree*> Validation::read(std::string_view text) {
    TRY_VOID(parser_.parse(text, tree_));
    return &tree_;
}

void Validation::json(std::string_view text, const validate::ValidationOptions& options, Outcome& out) {
    if (const auto tree = read(text); tree) {
        const validate::NotJudgedCounts counts = validator_.validate(tree_, options, out.report);
        validate::add(out.not_judged, counts);
    } else {
        out.report.add(tree.error());
    }
}

void Validation::xml(std::string_view text, const validate::ValidationOptions& options, Outcome& out) {
    const auto read = reader_.read(text, document_, out.report);
    if (!read) {
        out.report.add(read.error());
        return;
    }
    Outcome found;
    json(document_.json, options, found);
    validate::append_found_in_xml(document_, found.report, out.report);
    validate::add(out.not_judged, found.not_judged);
}

void Validation::lines(const Input& input, const validate::ValidationOptions& options, const Sink& early) {
    json::Lines all(input.bytes);
    while (const auto line = next_line(all, input)) {
        Outcome found;
        json(line->text, options, found);
        Outcome out;
        out.input = input.name;
        out.is_last = false;
        out.not_judged = found.not_judged;
        json::append(out.report, found.report, *line);
        early(finished(std::move(out)));
    }
}

} // namespace renkei::service
