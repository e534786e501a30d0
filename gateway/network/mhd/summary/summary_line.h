// A resource in one line of a summary, for people: what it is about, what it says, from when.
#pragma once

#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/summary/summary_sections.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

// When something was or holds, as FHIR writes it.
struct SummaryTime {
    std::string from{};              // empty: not known
    std::optional<std::string> to{}; // of a period; empty: it has no known end

    bool is_known() const { return !from.empty() || to; }
    std::string text() const; // a period as "from～to"
};

// What a line about the person's own data says.
enum class PersonStatement : std::uint8_t { other, name, birth_date, contact, death };

struct SummaryLine {
    std::string what;
    std::string value;
    SummaryTime date;      // unknown: the resource has none
    std::string note = {}; // behind the value: how it stands to newer documents
};

// `follow`: to what the resource names; `type`: of a part of a resource, "Patient.contact".
SummaryLine summary_line(const json::Tree& tree, json::NodeId resource, std::span<const SummaryMark> marks,
                         const form::Wordings& wordings, const Follow& follow = {},
                         std::string_view type = {});
// What a resource says beside what it is about: its words, and its states in Japanese. What is not there has
// no state but whether that is sure: 「なし」 is not 「今もある」.
struct SummaryAnswer {
    std::string text{};
    bool names_nothing = false; // なし, 不明, or a state that says that it is not there
    bool is_unknown = false;    // 不明
};
SummaryAnswer answer_of(const json::Tree& tree, json::NodeId resource, const form::Wordings& wordings,
                        const Follow& follow = {});
// Of profiles/state-words.tsv; a code without a word is its own.
std::string_view word_of(std::string_view element, std::string_view code);

// Values at a path, in words.
std::string words_at(const json::Tree& tree, json::NodeId node, std::string_view path,
                     const Follow& follow = {});
inline constexpr std::string_view observed_values =
    "valueCodeableConcept|valueString|valueQuantity|valueBoolean|valueInteger|valueDateTime|valueTime|"
    "valuePeriod|valueRange|valueRatio|dataAbsentReason";

} // namespace renkei::mhd
