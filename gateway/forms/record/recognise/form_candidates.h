// Forms that a file may be of, by its line of column names where it begins with one, and which of them it is.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/value/read_options.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {

struct Candidate {
    const form::Form* form;
    const form::Syntax* syntax;
    std::string version; // as the file says; empty: it does not say
    std::string day{};   // of a form with editions: the day that chooses one where the file does not
};

// One of the candidates: of the wanted form, of the version that the file names. `name`: of the file, for
// what is said of several.
Recognised chosen(std::vector<Candidate> candidates, std::span<const form::Form* const> known,
                  std::string_view wanted, std::string_view name, diag::Report& report);

struct ByHeader {
    std::vector<Candidate> candidates{};    // with the first row's version where it is the form's
    std::optional<diag::Finding> refusal{}; // no candidate, but nearly: what differs
    bool is_header = false;                 // the refusal is about a header line, not about its absence
};

// Nothing, if the file does not begin like one of them.
ByHeader recognise_by_header(std::string_view bytes, std::span<const form::Form* const> forms,
                             const ReadOptions& options);

} // namespace renkei::record
