// Any text as an expression is read or refused, evaluated or refused, in bounded time; compiled with checks,
// it has the same result.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirpath/evaluator.h"

#include "tests/fuzz/target.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace renkei::fuzz::fhirpath_fuzz {
namespace {

constexpr std::string_view document = R"({"resourceType":"Patient","id":"a","active":true,
"contained":[{"resourceType":"Organization","id":"o","name":"連携病院"}],"name":[{"family":"連携","given":["花子",null],
"_given":[null,{"id":"g"}]}],"birthDate":"1950-04","_birthDate":{"id":"b"},"multipleBirthInteger":2,
"extension":[{"url":"urn:x","valueQuantity":{"value":1.50,"system":"http://unitsofmeasure.org","code":"kg"}}],
"managingOrganization":{"reference":"#o"}})";

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    if (!opened) {
        std::abort();
    }
    return *opened;
}

const json::Tree& tree() {
    static const json::Tree parsed = [] {
        json::Tree out;
        json::Parser parser(r4().names());
        if (!parser.parse(document, out)) {
            std::abort();
        }
        return out;
    }();
    return parsed;
}

} // namespace

FUZZ_TARGET(fhirpath)(const std::uint8_t* bytes, std::size_t size) {
    static fhirpath::Evaluator evaluator(r4(), {.max_steps = 20'000});
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const fhirpath::Item patient = fhirpath::resource_item(r4(), tree());
    const auto compiled = fhirpath::compile(text, r4());
    const auto checked = fhirpath::compile(
        text, r4(), {.checks = fhirpath::Checks::names_and_order, .context = patient.type()});
    if (checked && !compiled) {
        std::abort(); // checks only refuse more
    }
    if (!compiled) {
        return 0;
    }
    const fhirpath::Focus focus{.context = patient};
    std::size_t length = 0;
    if (const auto found = evaluator.evaluate(*compiled, focus)) {
        for (const fhirpath::Item& item : *found) {
            length += fhirpath::to_text(item).size() + fhirpath::type_name(item, r4()).size();
        }
    }
    const auto verdict = evaluator.is_true(*compiled, focus);
    return verdict && length == SIZE_MAX ? 1 : 0;
}

} // namespace renkei::fuzz::fhirpath_fuzz
