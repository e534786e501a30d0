// What a form can take from another one, as its prefill.yaml says. The head of mappings/<form>/prefill.yaml
// explains the grammar.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/catalogue/catalogue.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace renkei::service {

enum class PrefillRule : std::uint8_t { copy, swap, link, recompute, copy_confirm, compare };

struct PrefillRow {
    form::ItemId from; // item of the form that is read
    form::ItemId to;   // item of the form that is begun
    PrefillRule rule;
    bool has_map;
    std::map<std::string, std::string> map; // value there → value here
    std::string note;
};

struct PrefillPlan {
    const mapping::Plan* from = nullptr;
    const mapping::Plan* to = nullptr;
    std::map<PrefillRule, std::string> sentences; // the texts for the user, in Japanese
    std::vector<PrefillRow> rows;
};

// The plan that begins `to` (empty: the only form that can be begun) from `from`.
diag::Result<PrefillPlan> read_prefill(const std::filesystem::path& mappings,
                                       const catalogue::Catalogue& catalogue, const mapping::Plan& from,
                                       const std::string& to);

} // namespace renkei::service
