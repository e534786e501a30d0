// What a form can take from another one, as its prefill.yaml says. The head of mappings/<form>/prefill.yaml
// explains the grammar.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/transfer/transfer.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace renkei::service {

enum class PrefillRule : std::uint8_t { copy, swap, link, person, recompute, copy_confirm, compare };

struct PrefillRow {
    form::ItemId from; // item of the form that is read
    form::ItemId to;   // item of the form that is begun
    PrefillRule rule;
    bool has_map;
    std::map<std::string, std::string> map; // value there → value here
    std::string note;
    std::optional<std::string> join; // between the texts of several rows; nothing: they must be equal
};

// Rows of the input are read only where this item has one of these values.
struct PrefillOnly {
    form::ItemId item;
    std::vector<std::string> values;
    std::optional<form::ItemId> one; // the rows must say the same in this one, too
};

struct PrefillPlan {
    const mapping::Plan* from = nullptr;
    const mapping::Plan* to = nullptr;
    std::map<PrefillRule, std::string> sentences; // the texts for the user, in Japanese
    std::vector<PrefillRow> rows;
    std::optional<PrefillOnly> only;
    // From a foreign document, whose values need the conditions of a transfer: all of it is said by this one.
    std::optional<transfer::Transfer> carried{};
};

// The plan that begins `to` (empty: the only form that can be begun) from `from`. A form has a file
// prefill.yaml, or prefill-FORM.yaml, for each form that it can be begun from.
diag::Result<PrefillPlan> read_prefill(const std::filesystem::path& mappings,
                                       const catalogue::Catalogue& catalogue, const mapping::Plan& from,
                                       const std::string& to);

} // namespace renkei::service
