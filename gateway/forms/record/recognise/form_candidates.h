// Forms that a file may be of, and which of them it is.
#pragma once

#include "gateway/forms/record/recognise/recognise.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {

struct Candidate {
    const form::Form* form;
    const form::Syntax* syntax;
    std::string version; // as the file says; empty: it does not say
};

// One of the candidates: of the wanted form, of the version that the file names. `name`: of the file, for
// what is said of several.
Recognised chosen(std::vector<Candidate> candidates, std::span<const form::Form* const> known,
                  std::string_view wanted, std::string_view name, diag::Report& report);

} // namespace renkei::record
