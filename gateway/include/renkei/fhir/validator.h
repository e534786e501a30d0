// Is a FHIR R4 resource valid?
#pragma once

#include <renkei/fhir/definitions.h>

namespace renkei {

enum class BestPractice : std::uint8_t { ignore, information, warning, error };

struct ValidationOptions {
    std::vector<std::string> profiles{}; // canonicals that the resource must also conform to
    BestPractice best_practice = BestPractice::warning;
    bool known_extensions_only = false;           // an extension without a loaded definition is an error
    bool security_checks = false;                 // texts that look like HTML are errors, not warnings
    std::vector<std::string> extension_domains{}; // below these URLs extensions may be unknown all the same
    bool example_urls = true;                     // URLs of example.org and the like are no errors
    bool html_in_markdown = true;                 // HTML tags in markdown are no errors
    // an absolute reference in an answer to a question must end in Type/id, as a relative one
    bool absolute_references_name_types = false;
    std::string display_language{};         // in which displays are expected; empty: any
    Severity least = Severity::information; // milder findings are left out
};

struct ValidationResult {
    bool is_valid = false; // readable and without errors
    Findings findings{};
};

// One per thread. Keeps its working memory, and what it found out about definitions, for the next resource.
class Validator {
public:
    explicit Validator(Definitions definitions);
    Validator(Validator&&) noexcept;
    Validator& operator=(Validator&&) noexcept;
    ~Validator();

    // One resource in JSON or XML, in UTF-8, of at most 64 MiB. Text that cannot be read is a finding, too.
    ValidationResult validate(std::string_view resource, const ValidationOptions& options = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei
