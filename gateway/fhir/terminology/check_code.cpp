// A coding seen from its code system.
#include "gateway/fhir/terminology/check.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

struct CodeSystemLookup {
    FoundTable found;
    bool version_differs = false;
};

// The code system in the version that the coding names; if it is not here, in the one that is.
CodeSystemLookup find_code_system(CompiledTables& store, const Coding& coding,
                                  const CodeTable* known = nullptr) {
    if (known != nullptr && known->is_complete() && coding.version.empty()) {
        return {{known, {}}, false};
    }
    const FoundTable exact = store.code_system(coding.system, coding.version);
    if (exact.unchecked.why != Unchecked::code_system_version_absent) {
        return {exact, false};
    }
    return {store.code_system(coding.system, {}), true};
}

Display check_display(const CodeTable& table, std::uint32_t row, std::string_view display,
                      const CodeOptions& options) {
    const ConceptRow& it = table.rows()[row];
    const bool own_fits = language_fits(options.languages, table.language());
    if (display.empty()) {
        return Display::not_given;
    }
    if (own_fits && same_display(it.display, display)) {
        return Display::right;
    }
    const auto designations = table.designations(row);
    bool offers_language = own_fits && !it.display.empty();
    bool is_known = same_display(it.display, display);
    for (const Designation& one : designations) {
        const bool fits = language_fits(options.languages, one.language);
        const bool is_same = same_display(one.value, display);
        if (fits && is_same) {
            return Display::right;
        }
        offers_language |= fits;
        is_known |= is_same;
    }
    if (it.display.empty() && designations.empty()) {
        return Display::unknown;
    }
    if (!table.is_of_owner()) {
        return Display::unknown; // what the owner calls it is not here
    }
    return is_known && !offers_language ? Display::default_language : Display::wrong;
}

// Looks up a code in R4's expansions, in grammars and by its form, because the content of its system is not
// here.
void ask_others(CompiledTables& store, const Coding& coding, CodeCheck& out) {
    if (has_grammar(coding.system)) {
        out.exists = by_grammar(coding.system, coding.code);
    } else if (store.r4().in_code_system(coding.system, coding.code) == Tristate::yes) {
        out.exists = Tristate::yes;
    } else if (!could_be(coding.system, coding.code)) {
        out.exists = Tristate::no;
    }
    if (out.exists != Tristate::unknown) {
        out.unchecked = {};
    }
}

} // namespace

CodeCheck check_code(CompiledTables& store, const Coding& coding, const CodeOptions& options,
                     const CodeTable* known) {
    CodeCheck out;
    out.display = coding.display.empty() ? Display::not_given : Display::unknown;
    if (coding.system.empty()) {
        return out;
    }
    const CodeSystemLookup lookup = find_code_system(store, coding, known);
    const CodeTable* table = lookup.found.table;
    out.unchecked = lookup.found.unchecked;
    out.version_differs = lookup.version_differs;
    const std::uint32_t row = table == nullptr ? no_row : table->find(coding.code);
    if (table != nullptr) {
        out.version = table->version();
    }
    if (row == no_row) {
        if (fits_template(coding.system, coding.code)) {
            out.exists = Tristate::yes;
            out.unchecked = {};
        } else if (!out.unchecked) {
            out.exists = Tristate::no;
        } else {
            ask_others(store, coding, out);
        }
    } else {
        const ConceptRow& it = table->rows()[row];
        out.exists = Tristate::yes;
        out.unchecked = {};
        out.right_display = it.display;
        out.is_inactive = it.is_inactive;
        out.is_abstract = it.is_abstract;
        out.is_deprecated = it.is_deprecated;
        out.case_differs = it.code != coding.code;
        out.display = check_display(*table, row, coding.display, options);
    }
    if (out.version_differs && !(row == no_row && out.exists == Tristate::yes)) {
        out.exists = Tristate::unknown;
        out.unchecked = {Unchecked::code_system_version_absent, coding.system};
    }
    return out;
}

std::vector<Designation> right_displays(CompiledTables& store, const Coding& coding,
                                        const CodeOptions& options) {
    std::vector<Designation> out;
    const CodeTable* table = coding.system.empty() ? nullptr : find_code_system(store, coding).found.table;
    const std::uint32_t row = table == nullptr ? no_row : table->find(coding.code);
    if (row == no_row) {
        return out;
    }
    const auto add = [&](const Designation& one) {
        const auto is_same = [&](const Designation& it) {
            return it.value == one.value && it.language == one.language;
        };
        if (!one.value.empty() && std::ranges::none_of(out, is_same)) {
            out.push_back(one);
        }
    };
    const Designation own{std::string(table->language()), std::string(table->rows()[row].display)};
    if (language_fits(options.languages, own.language)) {
        add(own);
    }
    for (const Designation& one : table->designations(row)) {
        if (language_fits(options.languages, one.language)) {
            add(one);
        }
    }
    if (out.empty()) {
        add(own);
    }
    return out;
}

} // namespace renkei::terminology
