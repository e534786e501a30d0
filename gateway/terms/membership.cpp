#include "gateway/terms/membership.h"

#include <algorithm>
#include <array>

namespace renkei::terms {
namespace {

constexpr Answered yes{Answer::yes, {}};
constexpr Answered no{Answer::no, {}};

Answered unknown(const Gap& gap) {
    return {Answer::unknown, gap};
}
Answered no_unless(const Gap& gap) {
    return gap ? unknown(gap) : no;
}

} // namespace

Answered Membership::own(const Part& part, std::string_view code) const {
    if (part.kind == PartKind::listed) {
        return part.find_listed(code) != nullptr ? yes : no;
    }
    if (part.kind == PartKind::imports) {
        return part.imports.empty() && !part.import_gap ? unknown(part.gap) : yes;
    }
    const std::uint32_t row = part.table == nullptr ? no_row : part.table->find(code);
    if (row != no_row) {
        if (part.kind == PartKind::whole) {
            return yes;
        }
        return row < part.rows.size() && part.rows[row] ? yes : no_unless(part.gap);
    }
    if (part.kind == PartKind::whole && part.gap && has_grammar(part.system, is_unit_)) {
        return {by_grammar(part.system, code, is_unit_), {}};
    }
    if (part.gap && !could_be(part.system, code)) {
        return no;
    }
    return part.table != nullptr && part.table->is_complete() ? no : no_unless(part.gap);
}

Answered Membership::of(const Part& part, std::string_view system, std::string_view code) {
    if (!part.system.empty() && part.system != system) {
        return no;
    }
    Answered out = own(part, code);
    for (const ValueSetTable* import : part.imports) {
        if (out.answer == Answer::no) {
            return no;
        }
        const Answered there = of(*import, system, code);
        out = there.answer == Answer::yes ? out : there;
    }
    return out.answer != Answer::no && part.import_gap ? unknown(part.import_gap) : out;
}

Answered Membership::any(const std::vector<Part>& parts, std::string_view system, std::string_view code) {
    Answered out = no;
    for (const Part& part : parts) {
        if (parts_left_ == 0) {
            return unknown({Unchecked::too_costly, {}});
        }
        --parts_left_;
        const Answered one = of(part, system, code);
        if (one.answer == Answer::yes) {
            return yes;
        }
        out = one.answer == Answer::unknown && out.answer == Answer::no ? one : out;
    }
    return out;
}

Answered Membership::of(const ValueSetTable& set, std::string_view system, std::string_view code) {
    if (depth_left_ == 0) {
        return unknown({Unchecked::too_costly, set.url});
    }
    --depth_left_;
    const Answered out = set.gap ? unknown(set.gap) : composed(set, system, code);
    ++depth_left_;
    return out.answer == Answer::unknown ? published(set, system, code, out) : out;
}

Answered Membership::composed(const ValueSetTable& set, std::string_view system, std::string_view code) {
    const Answered included = any(set.includes, system, code);
    if (included.answer == Answer::no) {
        return no;
    }
    const Answered excluded = any(set.excludes, system, code);
    if (excluded.answer == Answer::yes) {
        return no;
    }
    if (excluded.answer == Answer::unknown) {
        return excluded;
    }
    if (set.without_inactive) {
        const auto is_inactive_in = [&](const Part& part) {
            const std::uint32_t row =
                part.table == nullptr || part.system != system ? no_row : part.table->find(code);
            return row != no_row && part.table->rows()[row].is_inactive;
        };
        if (std::ranges::any_of(set.includes, is_inactive_in)) {
            return no;
        }
    }
    return included;
}

// What R4 published says about a set that we cannot work out.
Answered Membership::published(const ValueSetTable& set, std::string_view system, std::string_view code,
                               const Answered& composed) const {
    const Answer answer = defs_.in_value_set(set.published, system, code);
    if (answer == Answer::yes) {
        return yes;
    }
    const bool counts = answer == Answer::no && is_settled(system);
    return counts ? no : composed;
}

} // namespace renkei::terms
