// Does a code belong to a value set? Three answers, with the reason for "unknown".
#pragma once

#include "gateway/terms/grammar.h"
#include "gateway/terms/value_set_table.h"

#include <cstddef>
#include <string_view>

namespace renkei::terms {

struct Answered {
    Answer answer = Answer::no;
    Gap gap{}; // if unknown
};

// Counts what its questions cost, since imports of imports can be many more than there are sets.
class Membership {
public:
    Membership(const defs::Defs& defs, IsUnit is_unit, std::size_t most_parts = 20'000)
        : defs_(defs)
        , is_unit_(is_unit)
        , parts_left_(most_parts) {}

    Answered of(const ValueSetTable& set, std::string_view system, std::string_view code);
    // Of one include or exclude, as of() sees it.
    Answered of(const Part& part, std::string_view system, std::string_view code);
    // The part's own codes, imports left aside.
    Answered own(const Part& part, std::string_view code) const;
    Answered any(const std::vector<Part>& parts, std::string_view system, std::string_view code);

private:
    Answered composed(const ValueSetTable& set, std::string_view system, std::string_view code);
    Answered published(const ValueSetTable& set, std::string_view system, std::string_view code,
                       const Answered& composed) const;

    const defs::Defs& defs_;
    IsUnit is_unit_;
    std::size_t parts_left_;
    std::size_t depth_left_ = 100;
};

} // namespace renkei::terms
