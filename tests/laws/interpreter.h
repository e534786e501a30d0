// The mapping language read literally, as mappings/README.md says it: an example and a record give a bundle.
// Slow and plain; it knows nothing of the compiled plan, which must agree with it byte for byte.
#pragma once

#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/record/value/record.h"

#include "tests/laws/document.h"

namespace renkei::laws {

class Interpreter {
public:
    // All must outlive the interpreter; the form is compiled from the example's tables.
    Interpreter(const mapping::Example& example, const form::Form& form) : example_(&example), form_(&form) {}

    Json bundle(const record::Record& record);

private:
    using ExampleNode = mapping::ExampleNode;
    using Row = record::Row;
    using Rows = std::vector<const Row*>;

    // rows
    const Row& row_of(const Row& row, form::GroupId group) const;
    Rows rows_below(const Row& row, form::GroupId group) const; // and the row itself

    // presence
    bool lives(mapping::EntryId entry, const Row& row) const;
    bool holds(const mapping::WhenTest& test, const Row& row) const;
    bool target_lives(const ExampleNode& reference, const Row& row) const;
    bool has_life(const ExampleNode& node, const Row& row) const;    // by a hole or a strong reference
    bool has_company(const ExampleNode& node, const Row& row) const; // by ~ or ->
    bool stands(const ExampleNode& node, const Row& row) const;      // given that its parent does

    // objects
    Json resource(const ExampleNode& node, std::string_view url, std::string_view type, const Row& row) const;
    void fields(const ExampleNode& object, const Row& row, Json& out) const;
    std::string written_name(const mapping::Field& field) const;
    void field(const ExampleNode& object, const mapping::Field& field, const Row& row, Json& out) const;
    bool reason_instead(const ExampleNode& object, const mapping::Field& field, const Row& row,
                        Json& out) const;
    Json value(const ExampleNode& node, const Row& row) const;
    Json elements(const ExampleNode& array, const Row& row) const;
    void element(const ExampleNode& node, const Row& row, Json& out) const;

    // holes: interpreter_values.cpp
    const form::Item& item(const ExampleNode& hole, std::size_t part) const {
        return form_->items()[hole.parts[part].item];
    }
    const record::ItemValue& part(const ExampleNode& hole, std::size_t part, const Row& row) const;
    bool has_text(const ExampleNode& hole, const Row& row) const;
    bool is_listed(const ExampleNode& hole) const;
    const form::CodeRow* code(const ExampleNode& hole, const Row& row) const;
    Json hole(const ExampleNode& hole, const Row& row) const;
    Json coded(const ExampleNode& hole, const Row& row) const;
    Json view(const ExampleNode& hole, const Row& row) const;
    std::string declared_view(const ExampleNode& hole, const Row& row) const; // "": it has no text
    std::string time_of_day(const ExampleNode& hole, const Row& row) const;   // "": none of its parts is one
    Json period(const ExampleNode& hole, const Row& row) const;
    std::string day_of_visit_time(const ExampleNode& hole, const Row& row) const;
    Json coding(const form::CodeList& list, const form::CodeRow& code) const;
    std::vector<Json> codings(const form::CodeList& list, const form::CodeRow& code) const;
    const form::CodeList& list(const ExampleNode& hole) const;
    std::string_view place(const ExampleNode& hole) const { return example_->r4->name(hole.type); }
    Json reason_concept(const record::Absent& absent) const;
    Json reason_extensions(const record::Absent& absent) const;

    // the document
    std::string text(form::ItemId item) const; // of the document
    std::string created() const;
    std::string identity() const;
    std::string url(std::string_view name) const;
    std::string url(mapping::EntryId entry, const Row& row) const;
    Json reference(mapping::EntryId entry, const Row& row) const;
    Json section(const mapping::SectionHead& head) const;
    bool is_restricted() const;

    // text for readers: interpreter_narrative.cpp
    struct Home {
        std::string section; // "" = the Composition itself
        std::string unit;
    };
    std::string section_of(form::ItemId item) const;
    Json text_of(std::string_view section) const;
    std::string section_html(std::string_view section, const Row& row) const;
    std::string rows_html(std::string_view section, const Row& row, const form::Group& group) const;
    std::string line(const form::Item& item, const record::ItemValue& value) const;
    std::string shown(const form::Item& item, const record::ItemValue& value) const;

    const mapping::Example* example_;
    const form::Form* form_;
    const record::Record* record_ = nullptr;
    std::string identity_;
    mutable std::vector<Home> homes_; // per item, once asked
};

} // namespace renkei::laws
