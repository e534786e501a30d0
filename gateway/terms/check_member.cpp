// A coding seen from a value set.
#include "gateway/terms/check.h"

#include <algorithm>

namespace renkei::terms {
namespace {

Answer has_system(const ValueSetTable& set, std::string_view system) {
    if (std::ranges::find(set.systems, system) != set.systems.end()) {
        return Answer::yes;
    }
    return set.knows_all_systems && !set.gap ? Answer::no : Answer::unknown;
}

// The code system in the version that the value set takes its codes from.
const CodeTable* table_in(const ValueSetTable& set, std::string_view system) {
    const auto part = std::ranges::find(set.includes, system, &Part::system);
    return part == set.includes.end() ? nullptr : part->table;
}

// The value set may word a code's display itself.
bool words_it_so(const ValueSetTable& set, const Coding& coding) {
    return std::ranges::any_of(set.includes, [&](const Part& part) {
        const bool may_list = part.kind == PartKind::listed && part.system == coding.system;
        const ListedCode* listed = may_list ? part.find_listed(coding.code) : nullptr;
        return listed != nullptr && !listed->display.empty() && same_display(listed->display, coding.display);
    });
}

SystemUse use_of(Store& store, const Coding& coding, const CodeCheck& code) {
    if (coding.system.empty()) {
        return SystemUse::missing;
    }
    if (coding.system.find(':') == std::string_view::npos) {
        return SystemUse::not_absolute;
    }
    return code.gap.why == Unchecked::code_system_absent &&
                   store.sources().find("ValueSet", coding.system, {})
               ? SystemUse::is_value_set
               : SystemUse::given;
}

void set_member(Verdict& out, const Answered& answered) {
    out.member = answered.answer;
    out.gap = answered.answer == Answer::unknown ? answered.gap : Gap{};
}

} // namespace

Verdict check_member(Store& store, const ValueSetTable& set, const Coding& coding, const Options& options) {
    Verdict out;
    out.system = coding.system;
    out.code = check_code(store, coding, options, table_in(set, coding.system));
    out.system_use = use_of(store, coding, out.code);
    if (coding.system.empty()) { // a code without a system means nothing
        set_member(out, set.gap ? Answered{Answer::unknown, set.gap} : Answered{});
        return out;
    }
    if (out.code.display == Display::wrong && words_it_so(set, coding)) {
        out.code.display = Display::right;
    }
    out.system_in_set = has_system(set, coding.system);
    Membership membership(store.defs(), store.unit_grammar());
    set_member(out, membership.of(set, coding.system, coding.code));
    if (out.member == Answer::no && out.code.version_differs && out.system_in_set != Answer::no) {
        out.member = Answer::unknown; // it may belong in the version that is not here
        out.gap = {Unchecked::code_system_version_absent, coding.system};
    }
    return out;
}

Verdict check_bare_code(Store& store, const ValueSetTable& set, std::string_view code) {
    Verdict out;
    out.system_use = SystemUse::missing;
    out.system_in_set = Answer::unknown;
    Membership membership(store.defs(), store.unit_grammar());
    Answered answered = set.gap ? Answered{Answer::unknown, set.gap} : Answered{};
    for (const std::string_view system : set.systems) {
        const Answered one = membership.of(set, system, code);
        if (one.answer == Answer::yes && answered.answer == Answer::yes) {
            out.system_use = SystemUse::ambiguous;
            out.system = {};
            break;
        }
        if (one.answer == Answer::yes) {
            answered = one;
            out.system = system;
            out.system_use = SystemUse::inferred;
        } else if (one.answer == Answer::unknown && answered.answer == Answer::no) {
            answered = one;
        }
    }
    if (answered.answer != Answer::yes && store.defs().in_value_set(set.published, {}, code) == Answer::yes &&
        (answered.answer == Answer::unknown || !set.knows_all_systems)) {
        answered = {Answer::yes, {}};
    } else if (answered.answer == Answer::no && !set.knows_all_systems) {
        answered = {Answer::unknown, {Unchecked::import_absent, set.url}};
    }
    set_member(out, answered);
    if (out.system.empty() && set.systems.size() == 1 && set.knows_all_systems) {
        out.system = set.systems.front(); // there is only one that the code could be of
    }
    if (!out.system.empty()) {
        out.system_in_set = Answer::yes;
        out.code = check_code(store, {.system = out.system, .code = code}, {}, table_in(set, out.system));
    }
    return out;
}

} // namespace renkei::terms
