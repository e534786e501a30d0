#include "gateway/fhir/validate/walk/validator.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/fhir/fhirapi/state.h"
#include "gateway/fhir/validate/walk/xml_findings.h"
#include "gateway/fhir/xml/reader.h"

#include <renkei/fhir/validator.h>

namespace renkei {
namespace {

static_assert(static_cast<int>(BestPractice::error) == static_cast<int>(validate::BestPractice::error));

validate::ValidationOptions options_of(const ValidationOptions& options) {
    return {.profiles = options.profiles,
            .best_practice = static_cast<validate::BestPractice>(options.best_practice),
            .security_checks = options.security_checks,
            .markdown_without_html = !options.html_in_markdown,
            .example_urls = options.example_urls,
            .absolute_references_name_types = options.absolute_references_name_types,
            .known_extensions_only = options.known_extensions_only,
            .extension_domains = options.extension_domains,
            .languages = options.display_language,
            .least = static_cast<diag::Severity>(options.least)};
}

} // namespace

struct Validator::State {
    explicit State(Definitions opened)
        : definitions(std::move(opened)),
          validator(definitions.state().loaded.context()),
          parser(definitions.state().loaded.r4().names(), {.max_depth = 128}),
          reader(definitions.state().loaded.r4()) {}

    void validate_json(std::string_view text, const validate::ValidationOptions& options,
                       diag::Report& report);
    void validate_xml(std::string_view text, const validate::ValidationOptions& options,
                      diag::Report& report);

    Definitions definitions; // outlive what follows
    validate::Validator validator;
    json::Parser parser;
    json::Tree tree;
    xml::Reader reader;
    xml::Document document;
};

void Validator::State::validate_json(std::string_view text, const validate::ValidationOptions& options,
                                     diag::Report& report) {
    if (const diag::Result<void> read = parser.parse(text, tree); read) {
        validator.validate(tree, options, report);
    } else {
        report.add(read.error());
    }
}

void Validator::State::validate_xml(std::string_view text, const validate::ValidationOptions& options,
                                    diag::Report& report) {
    if (const diag::Result<void> read = reader.read(text, document, report); !read) {
        report.add(read.error());
        return;
    }
    diag::Report found;
    validate_json(document.json, options, found);
    validate::append_found_in_xml(document, found, report);
}

Validator::Validator(Definitions definitions) : state_(std::make_unique<State>(std::move(definitions))) {}
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;
Validator::~Validator() = default;

ValidationResult Validator::validate(std::string_view resource, const ValidationOptions& options) {
    diag::Report report;
    if (is_xml(resource)) {
        state_->validate_xml(resource, options_of(options), report);
    } else {
        state_->validate_json(resource, options_of(options), report);
    }
    return {.is_valid = !report.at_least(diag::Severity::error), .findings = published(report)};
}

} // namespace renkei
