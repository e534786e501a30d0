// What could not be judged, by kind: findings that say so are counted, and summed up at the end of a report.
#pragma once

#include "gateway/core/diag/finding.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace renkei::validate {

enum class NotJudged : std::uint8_t { profiles, extensions, codes, rules, definitions, references };
constexpr std::size_t not_judged_kinds = 6;

using NotJudgedCounts = std::array<std::size_t, not_judged_kinds>; // by NotJudged
inline void add(NotJudgedCounts& sum, const NotJudgedCounts& counts) {
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        sum[kind] += counts[kind];
    }
}

// A message that says that something was not judged.
struct NotJudgedRow {
    diag::Message message;
    NotJudged kind;
};
std::span<const NotJudgedRow> not_judged_rows();
std::optional<NotJudged> not_judged(diag::Message message);

// One finding a kind that was counted.
diag::Report summary_of(const NotJudgedCounts& counts);

} // namespace renkei::validate
