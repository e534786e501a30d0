#include "gateway/fhir/terminology/membership.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

constexpr PartResult yes{Tristate::yes, {}};
constexpr PartResult no{Tristate::no, {}};

PartResult unknown(const UncheckedReason& unchecked) { return {Tristate::unknown, unchecked}; }
PartResult no_unless(const UncheckedReason& unchecked) { return unchecked ? unknown(unchecked) : no; }

} // namespace

PartResult Membership::own(const ValueSetPart& part, std::string_view code) const {
    if (part.kind == ValueSetPartKind::listed) {
        return part.find_listed(code) != nullptr ? yes : no;
    }
    if (part.kind == ValueSetPartKind::imports) {
        return part.imports.empty() && !part.import_gap ? unknown(part.unchecked) : yes;
    }
    const std::uint32_t row = part.table == nullptr ? no_row : part.table->find(code);
    if (row != no_row) {
        if (part.kind == ValueSetPartKind::whole) {
            return yes;
        }
        return row < part.rows.size() && part.rows[row] ? yes : no_unless(part.unchecked);
    }
    if (part.kind == ValueSetPartKind::whole && fits_template(part.system, code)) {
        return yes;
    }
    if (part.kind == ValueSetPartKind::whole && part.unchecked && has_grammar(part.system)) {
        return {by_grammar(part.system, code), {}};
    }
    if (part.unchecked && !could_be(part.system, code)) {
        return no;
    }
    return part.table != nullptr && part.table->is_complete() ? no : no_unless(part.unchecked);
}

PartResult Membership::of(const ValueSetPart& part, std::string_view system, std::string_view code) {
    if (!part.system.empty() && part.system != system) {
        return no;
    }
    PartResult out = own(part, code);
    for (const ValueSetTable* import : part.imports) {
        if (out.answer == Tristate::no) {
            return no;
        }
        const PartResult there = of(*import, system, code);
        out = there.answer == Tristate::yes ? out : there;
    }
    return out.answer != Tristate::no && part.import_gap ? unknown(part.import_gap) : out;
}

PartResult Membership::any(const std::vector<ValueSetPart>& parts, std::string_view system,
                           std::string_view code) {
    PartResult out = no;
    for (const ValueSetPart& part : parts) {
        if (parts_left_ == 0) {
            return unknown({Unchecked::too_costly, {}});
        }
        --parts_left_;
        const PartResult one = of(part, system, code);
        if (one.answer == Tristate::yes) {
            return yes;
        }
        out = one.answer == Tristate::unknown && out.answer == Tristate::no ? one : out;
    }
    return out;
}

PartResult Membership::of(const ValueSetTable& set, std::string_view system, std::string_view code) {
    if (depth_left_ == 0) {
        return unknown({Unchecked::too_costly, set.url});
    }
    --depth_left_;
    const PartResult out = set.unchecked ? unknown(set.unchecked) : composed(set, system, code);
    ++depth_left_;
    return out.answer == Tristate::unknown ? published(set, system, code, out) : out;
}

PartResult Membership::composed(const ValueSetTable& set, std::string_view system, std::string_view code) {
    const PartResult included = any(set.includes, system, code);
    if (included.answer == Tristate::no) {
        return no;
    }
    const PartResult excluded = any(set.excludes, system, code);
    if (excluded.answer == Tristate::yes) {
        return no;
    }
    if (excluded.answer == Tristate::unknown) {
        return excluded;
    }
    if (set.without_inactive) {
        const auto is_inactive_in = [&](const ValueSetPart& part) {
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

// The answer of R4's own expansion for a set that we cannot work out.
PartResult Membership::published(const ValueSetTable& set, std::string_view system, std::string_view code,
                                 const PartResult& composed) const {
    const Tristate answer = r4_.in_value_set(set.published, system, code);
    if (answer == Tristate::yes) {
        return yes;
    }
    const bool counts = answer == Tristate::no && is_settled(system);
    return counts ? no : composed;
}

} // namespace renkei::terminology
