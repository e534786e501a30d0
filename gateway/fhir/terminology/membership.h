// Does a code belong to a value set? Three answers, with the reason for "unknown".
#pragma once

#include "gateway/fhir/terminology/grammar.h"
#include "gateway/fhir/terminology/value_set_table.h"

#include <cstddef>
#include <string_view>

namespace renkei::terminology {

struct PartResult {
    Tristate answer = Tristate::no;
    UncheckedReason unchecked{}; // if unknown
};

// Stops after a number of parts, since imports of imports can be many more than there are sets.
class Membership {
public:
    explicit Membership(const definitions::R4Definitions& r4) : r4_(r4) {}

    PartResult of(const ValueSetTable& set, std::string_view system, std::string_view code);

private:
    // The same for one include or exclude.
    PartResult of(const ValueSetPart& part, std::string_view system, std::string_view code);
    // The part's own codes, imports left aside.
    PartResult own(const ValueSetPart& part, std::string_view code) const;
    PartResult any(const std::vector<ValueSetPart>& parts, std::string_view system, std::string_view code);
    PartResult composed(const ValueSetTable& set, std::string_view system, std::string_view code);
    PartResult published(const ValueSetTable& set, std::string_view system, std::string_view code,
                         const PartResult& composed) const;

    const definitions::R4Definitions& r4_;
    std::size_t parts_left_ = 20'000;
    std::size_t depth_left_ = 100;
};

} // namespace renkei::terminology
