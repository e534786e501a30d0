// A coding seen from a value set.
#include "gateway/fhir/terminology/check.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

Tristate has_system(const ValueSetTable& set, std::string_view system) {
    if (std::ranges::find(set.systems, system) != set.systems.end()) {
        return Tristate::yes;
    }
    return set.knows_all_systems && !set.unchecked ? Tristate::no : Tristate::unknown;
}

// The code system in the version that the value set takes its codes from.
const CodeTable* table_in(const ValueSetTable& set, std::string_view system) {
    const auto part = std::ranges::find(set.includes, system, &ValueSetPart::system);
    return part == set.includes.end() ? nullptr : part->table;
}

// The value set may word a code's display itself.
bool words_it_so(const ValueSetTable& set, const Coding& coding) {
    return std::ranges::any_of(set.includes, [&](const ValueSetPart& part) {
        const bool may_list = part.kind == ValueSetPartKind::listed && part.system == coding.system;
        const ListedCode* listed = may_list ? part.find_listed(coding.code) : nullptr;
        return listed != nullptr && !listed->display.empty() && same_display(listed->display, coding.display);
    });
}

SystemUse use_of(CompiledTables& store, const Coding& coding, const CodeCheck& code) {
    if (coding.system.empty()) {
        return SystemUse::missing;
    }
    if (coding.system.find(':') == std::string_view::npos) {
        return SystemUse::not_absolute;
    }
    return code.unchecked.why == Unchecked::code_system_absent &&
                   store.sources().find("ValueSet", coding.system, {})
               ? SystemUse::is_value_set
               : SystemUse::given;
}

void set_member(MembershipResult& out, const PartResult& answered) {
    out.member = answered.answer;
    out.unchecked = answered.answer == Tristate::unknown ? answered.unchecked : UncheckedReason{};
}

} // namespace

MembershipResult check_member(CompiledTables& store, const ValueSetTable& set, const Coding& coding,
                              const CodeOptions& options) {
    MembershipResult out;
    out.system = coding.system;
    out.code = check_code(store, coding, options, table_in(set, coding.system));
    out.system_use = use_of(store, coding, out.code);
    if (coding.system.empty()) { // a code without a system means nothing
        set_member(out, set.unchecked ? PartResult{Tristate::unknown, set.unchecked} : PartResult{});
        return out;
    }
    if (out.code.display == Display::wrong && words_it_so(set, coding)) {
        out.code.display = Display::right;
    }
    out.system_in_set = has_system(set, coding.system);
    Membership membership(store.r4());
    set_member(out, membership.of(set, coding.system, coding.code));
    if (out.member == Tristate::no && out.code.version_differs && out.system_in_set != Tristate::no) {
        out.member = Tristate::unknown; // the version that is not here may have the code
        out.unchecked = {Unchecked::code_system_version_absent, coding.system};
    }
    return out;
}

MembershipResult check_bare_code(CompiledTables& store, const ValueSetTable& set, std::string_view code) {
    MembershipResult out;
    out.system_use = SystemUse::missing;
    out.system_in_set = Tristate::unknown;
    Membership membership(store.r4());
    PartResult answered = set.unchecked ? PartResult{Tristate::unknown, set.unchecked} : PartResult{};
    for (const std::string_view system : set.systems) {
        const PartResult one = membership.of(set, system, code);
        if (one.answer == Tristate::yes && answered.answer == Tristate::yes) {
            out.system_use = SystemUse::ambiguous;
            out.system = {};
            break;
        }
        if (one.answer == Tristate::yes) {
            answered = one;
            out.system = system;
            out.system_use = SystemUse::inferred;
        } else if (one.answer == Tristate::unknown && answered.answer == Tristate::no) {
            answered = one;
        }
    }
    if (answered.answer != Tristate::yes &&
        store.r4().in_value_set(set.published, {}, code) == Tristate::yes &&
        (answered.answer == Tristate::unknown || !set.knows_all_systems)) {
        answered = {Tristate::yes, {}};
    } else if (answered.answer == Tristate::no && !set.knows_all_systems) {
        answered = {Tristate::unknown, {Unchecked::import_absent, set.url}};
    }
    set_member(out, answered);
    if (out.system.empty() && set.systems.size() == 1 && set.knows_all_systems) {
        out.system = set.systems.front(); // the code can only be of this system
    }
    if (!out.system.empty()) {
        out.system_in_set = Tristate::yes;
        out.code = check_code(store, {.system = out.system, .code = code}, {}, table_in(set, out.system));
    }
    return out;
}

} // namespace renkei::terminology
