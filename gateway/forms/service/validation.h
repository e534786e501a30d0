// Is this FHIR resource valid? JSON, XML, or resources one per line.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/outcome.h"

namespace renkei::service {

// One per thread; reads and validates one input after the other.
class Validation {
public:
    explicit Validation(const Definitions& definitions); // which lives longer

    // Refused: it cannot be read, or there is an error. What was not judged is in Outcome::not_judged.
    // NDJSON: `early` takes an outcome for each line as soon as it is judged.
    Outcome run(const Input& input, const validate::ValidationOptions& options, const Sink& early);

    // For callers that use the resource themselves: reads it, then validates what was read last. The tree is
    // valid until the next read; `text` outlives it.
    diag::Result<const json::Tree*> read(std::string_view text);
    void validate(const validate::ValidationOptions& options, diag::Report& report) {
        validate(tree_, options, report);
    }
    // Of a tree that was read with the same names (json::begins_with()).
    void validate(const json::Tree& tree, const validate::ValidationOptions& options, diag::Report& report) {
        validator_.validate(tree, options, report);
    }

    std::size_t capacity() const { return parser_.capacity(); } // bytes of a document there is room for

private:
    void json(std::string_view text, const validate::ValidationOptions& options, Outcome& out);
    void xml(std::string_view text, const validate::ValidationOptions& options, Outcome& out);
    void lines(const Input& input, const validate::ValidationOptions& options, const Sink& early);

    validate::Validator validator_;
    json::Parser parser_;
    json::Tree tree_;
    xml::Reader reader_;
    xml::Document document_;
};

} // namespace renkei::service
