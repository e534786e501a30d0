// Eligibility (資格確認): what documents of a person say of the insurance on one day, from a summary that was
// gathered with the sections of profiles/eligibility.tsv. Nothing is chosen where documents contradict each
// other: all answers stand there, and the field is marked.
#pragma once

#include "gateway/core/time/date.h"
#include "gateway/forms/form/level_limits.h"
#include "gateway/network/mhd/eligibility/eligibility_table.h"
#include "gateway/network/mhd/summary/summary_document.h"

namespace renkei::mhd {

enum class Holds : std::uint8_t { yes, no, unknown }; // on the day

struct EligibilityValue {
    std::string text{};   // empty: a document says that it is not known
    std::string reason{}; // then why not, in the words of its form: 再調査; empty: it has none
    std::string code{};   // empty: it has none
    SummaryTime period{}; // unknown: not stated
    bool is_timeless = false;
    Holds holds = Holds::unknown;
    bool is_restricted = false;         // meta.security of the resource, or of what says it: R or V
    bool contradicts = false;           // where the field differs: one of those that do
    std::string reference{};            // of the resource: "Coverage/id"
    std::vector<std::size_t> sources{}; // of the summary, newest first
    // What no document says itself: the limit of the level that the sources say. Null: they say the value.
    const form::LevelLimit* limit = nullptr;
};

enum class EligibilityState : std::uint8_t {
    stated,    // one answer holds
    differs,   // several that are not the same
    undated,   // none is known to hold, but one may
    not_valid, // there are answers, and none holds on the day
    unknown,   // a document says that it is not known
    blank,     // the newest document that asks says nothing
    not_asked, // no document that may be read asks
    count
};
std::string_view name_of(EligibilityState state); // "stated", "not-valid" …
std::string_view name_of(Holds holds);            // "yes", "no", "unknown"

struct EligibilityField {
    std::string id{};
    std::string name{};
    std::string system{};
    std::string code{};
    std::string display{};
    std::string unit{}; // of its values
    EligibilityState state = EligibilityState::not_asked;
    // A newer document asks, and says nothing: it may have been left out there.
    bool is_silent_in_newer = false;
    std::vector<EligibilityValue> values{}; // those that hold first, then those that may, each newest first
};

// A Coverage, whatever of its answers holds.
struct EligibilityCoverage {
    std::string reference{}; // "Coverage/id"
    SummaryTime period{};
    Holds holds = Holds::unknown;
    std::string payor{}; // a Reference in JSON; empty: it has none
};

struct Eligibility {
    time::Date day{};
    std::vector<EligibilityCoverage> coverages{}; // those of newer documents first
    std::vector<EligibilityField> fields{};       // in the order of the table
    bool is_cut = false;                          // more answers than one field may have
    bool is_whole = true;                         // neither cut, nor were documents left out
};

Eligibility eligibility_of(const SummaryContent& content, const std::vector<SummarySection>& sections,
                           const EligibilityTable& table, const time::Date& day);

} // namespace renkei::mhd
