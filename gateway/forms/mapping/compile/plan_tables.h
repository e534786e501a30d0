// The tables of a plan while it is compiled, shared by the parts of the compiler.
#pragma once

#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/mapping/plan/plan.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace renkei::mapping {

// Field names of all forms of a catalogue -> NameId. The catalogue's NameTable is built from it when all are
// compiled.
class Names {
public:
    // The names of `first` keep their numbers.
    explicit Names(const json::NameTable& first);
    json::NameId id(std::string_view name);
    const std::vector<std::string>& all() const { return all_; }

private:
    std::vector<std::string> all_;
    std::unordered_map<std::string, json::NameId> ids_;
};

// Where the texts of a declared view are.
struct CompiledView {
    std::uint32_t first_case;
    std::uint16_t cases;
};

struct PlanTables : PlanSections<base::Vector, base::IdVector> {
    PlanTables(const Example& example_, form::Tables& tables_, Names& names_)
        : example(example_),
          tables(tables_),
          names(names_) {}

    const Example& example;
    form::Tables& tables; // their blob takes the plan's sections too
    Names& names;

    PlanHead head;
    std::string literals;

    std::unordered_map<const ExampleNode*, std::uint32_t> hole_of; // hole node -> index
    base::IdVector<DeclaredViewId, CompiledView> compiled_views;

    std::uint32_t hole(const ExampleNode& node);
    std::uint32_t condition(const std::vector<Term>& any); // holds if one of the terms does
    base::Str text(std::string_view value) { return tables.blob.text(value); }
    std::string stored(base::Str str) const { return tables.blob.text_of(str); }
    const form::Item& item(ItemId index) const { return tables.items[index]; }
};

// Compiles the example and puts the plan's sections into the blob of `tables`.
void compile_plan(const Example& example, form::Tables& tables, Names& names);

// The steps of compile_plan.
void compile_codes(PlanTables& plan);
void compile_views(PlanTables& plan);
void compile_forward(PlanTables& plan);
std::uint32_t compile_when(PlanTables& plan, const std::vector<WhenTest>& tests); // a condition
void compile_narrative(PlanTables& plan);
void compile_backward(PlanTables& plan);
void compile_qualifiers(PlanTables& plan);
void compile_parties(PlanTables& plan);
void compile_page(PlanTables& plan);
void compile_page_top(PlanTables& plan); // of compile_page(), which has placed the items

// value[x] of what has dataAbsentReason in R4: where its item has no value, a reason is there.
bool has_reason_beside(const ExampleNode& object, const Field& field, const definitions::R4Definitions& r4);
// The hole whose reason takes the place of the whole field: the field itself, or the value of a Quantity that
// has a reason beside it. Null if none.
const ExampleNode* reason_hole(const ExampleNode& object, const Field& field,
                               const definitions::R4Definitions& r4);

// "_value" where an object of extensions is at a primitive, else the field's name.
std::string json_name(const Field& field, const definitions::R4Definitions& r4);

// Escaped for a JSON string.
std::string json_text(std::string_view text);
std::string json_string(std::string_view text); // with quotes
// Escaped for XHTML inside a JSON string; line feeds become <br/>.
std::string narrative_text(std::string_view text);

} // namespace renkei::mapping
