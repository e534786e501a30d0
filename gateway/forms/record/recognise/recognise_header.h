// Forms whose files begin with a line of column names, by that line.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/model/form.h"
#include "gateway/forms/model/read_options.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::model {

struct HeaderCandidate {
    const Form* form;
    const Syntax* syntax;
    std::string version; // as the first row says, if a candidate is of that version
};

struct ByHeader {
    std::vector<HeaderCandidate> candidates{};
    std::optional<diag::Finding> refusal{}; // no candidate, but nearly: what differs
    bool is_header = false;                 // the refusal is about a header line, not about its absence
};

// Nothing, if the file does not begin like one of them.
ByHeader recognise_by_header(std::string_view bytes, std::span<const Form* const> forms,
                             const ReadOptions& options);

} // namespace renkei::model
