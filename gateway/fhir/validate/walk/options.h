// How strict a validation is. The defaults are what a receiver of documents wants.
#pragma once

#include "gateway/core/diag/message.h"

#include <cstdint>
#include <string>
#include <vector>

namespace renkei::validate {

enum class BestPractice : std::uint8_t { ignore, information, warning, error };

struct ValidationOptions {
    std::vector<std::string> profiles{}; // the document must also conform to these (canonicals)
    std::string
        entry{}; // only the resource of the Bundle's entry with this full URL; empty: the whole document
    BestPractice best_practice = BestPractice::warning;
    bool security_checks = false;       // texts that look like markup are errors, not warnings
    bool markdown_without_html = false; // markup in markdown is an error
    bool example_urls = true;           // http://example.org/… may occur where a URL is expected
    // an absolute reference in an answer to a question must end in Type/id, too
    bool absolute_references_name_types = false;
    bool resolve_in_bundle = true;                // a relative reference in a document must be found in it
    bool known_extensions_only = false;           // an extension without a loaded definition is an error
    std::vector<std::string> extension_domains{}; // but below these URLs it may be unknown
    std::string languages{};             // in which displays are expected; empty: whatever is offered
    bool counts_outside_targets = false; // how many references lead out of the document; costs a little
    diag::Severity least = diag::Severity::information; // milder findings are left out
    std::uint32_t max_findings = 10'000;

    bool operator==(const ValidationOptions&) const = default;
};

} // namespace renkei::validate
