// Forms whose files begin with a line of column names, by that line.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/value/read_options.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {

struct HeaderCandidate {
    const form::Form* form;
    const form::Syntax* syntax;
    std::string version; // as the first row says, if a candidate is of that version
};

struct ByHeader {
    std::vector<HeaderCandidate> candidates{};
    std::optional<diag::Finding> refusal{}; // no candidate, but nearly: what differs
    bool is_header = false;                 // the refusal is about a header line, not about its absence
};

// Nothing, if the file does not begin like one of them.
ByHeader recognise_by_header(std::string_view bytes, std::span<const form::Form* const> forms,
                             const ReadOptions& options);

} // namespace renkei::record
