#include "gateway/fhir/terminology/lookup.h"

namespace renkei::terminology {

std::optional<Lookup> look_up(CompiledTables& store, const Coding& coding) {
    const CodeTable* table = store.code_system(coding.system, coding.version).table;
    const std::uint32_t row = table == nullptr ? no_row : table->find(coding.code);
    if (row == no_row) {
        return std::nullopt;
    }
    const ConceptRow& it = table->rows()[row];
    Lookup out{.name = table->name(),
               .version = table->version(),
               .display = it.display,
               .is_inactive = it.is_inactive,
               .is_abstract = it.is_abstract,
               .is_deprecated = it.is_deprecated,
               .designations = table->designations(row),
               .properties = table->properties(row),
               .parents = {},
               .children = {}};
    for (const std::uint32_t parent : table->parents(row)) {
        out.parents.push_back(table->rows()[parent].code);
    }
    for (const std::uint32_t child : table->children(row)) {
        out.children.push_back(table->rows()[child].code);
    }
    return out;
}

// Only a hierarchy that means is-a says what subsumes what.
Subsumption subsumption(CompiledTables& store, std::string_view system, std::string_view code_a,
                        std::string_view code_b) {
    const FoundTable found = store.code_system(system, {});
    if (found.table == nullptr) {
        return Subsumption::unknown;
    }
    const CodeTable& table = *found.table;
    const std::uint32_t a = table.find(code_a);
    const std::uint32_t b = table.find(code_b);
    if (a == no_row || b == no_row) {
        return Subsumption::unknown;
    }
    if (table.rows()[a].code == table.rows()[b].code) {
        return Subsumption::equivalent;
    }
    if (!table.has_is_a_hierarchy()) {
        return Subsumption::unknown;
    }
    if (table.ancestors(b)[a]) {
        return Subsumption::subsumes;
    }
    if (table.ancestors(a)[b]) {
        return Subsumption::subsumed_by;
    }
    return table.is_complete() ? Subsumption::not_subsumed : Subsumption::unknown;
}

} // namespace renkei::terminology
