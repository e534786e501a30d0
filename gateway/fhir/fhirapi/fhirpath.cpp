#include "generated/messages/fhirpath.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/fhir/fhirapi/state.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/fhirpath/result_text.h"
#include "gateway/fhir/xml/reader.h"

#include <renkei/fhir/fhirpath.h>

namespace renkei {

struct FhirPath::State {
    explicit State(Definitions opened)
        : definitions(std::move(opened)),
          r4(definitions.state().loaded.r4()),
          parser(r4.names()),
          reader(r4),
          evaluator(r4) {}

    diag::Result<std::vector<FhirPathValue>> evaluate(std::string_view expression, std::string_view resource);

    Definitions definitions; // outlive what follows
    const definitions::R4Definitions& r4;
    json::Parser parser;
    xml::Reader reader;
    xml::Document document;
    json::Tree tree;
    fhirpath::Evaluator evaluator;
};

diag::Result<std::vector<FhirPathValue>> FhirPath::State::evaluate(std::string_view expression,
                                                                   std::string_view resource) {
    std::string_view json = resource;
    if (is_xml(resource)) {
        diag::Report report; // what FHIR forbids but JSON can carry is evaluated, too
        TRY_VOID(reader.read(resource, document, report));
        json = document.json;
    }
    TRY_VOID(parser.parse(json, tree));
    const fhirpath::Item item = fhirpath::resource_item(r4, tree);
    if (!item.type()) {
        return diag::fail(diag::message::fhirpath_file_wrong, {}, {tree.raw(json::Tree::root).substr(0, 60)});
    }
    TRY(const fhirpath::Expression compiled,
        fhirpath::compile(expression, r4,
                          {.checks = fhirpath::Checks::names_and_order, .context = item.type()}));
    TRY(const std::span<const fhirpath::Item> items, evaluator.evaluate(compiled, {.context = item}));
    std::vector<FhirPathValue> out;
    for (const fhirpath::Item& each : items) {
        fhirpath::ResultText text = fhirpath::result_text(each, r4);
        out.push_back({.type = std::move(text.type),
                       .text = std::move(text.text),
                       .json = std::move(text.json),
                       .path = std::move(text.path)});
    }
    return out;
}

FhirPath::FhirPath(Definitions definitions) : state_(std::make_unique<State>(std::move(definitions))) {}
FhirPath::FhirPath(FhirPath&&) noexcept = default;
FhirPath& FhirPath::operator=(FhirPath&&) noexcept = default;
FhirPath::~FhirPath() = default;

Result<std::vector<FhirPathValue>> FhirPath::evaluate(std::string_view expression,
                                                      std::string_view resource) {
    diag::Result<std::vector<FhirPathValue>> values = state_->evaluate(expression, resource);
    if (!values) {
        return published(values.error());
    }
    return *std::move(values);
}

} // namespace renkei
