// A code system, compiled: its concepts as rows in document order, found by code. Codes and displays view the
// definition's text; designations and properties are read from it on request.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/terminology/code_index.h"
#include "gateway/fhir/terminology/results.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::terminology {

struct TextRange { // of the definition's text; empty: nothing there
    std::uint32_t at = 0;
    std::uint32_t size = 0;
};

struct ConceptRow {
    std::string_view code;
    std::string_view display;
    TextRange designations;
    TextRange properties;
    std::uint32_t parent = no_row; // the concept around it
    std::uint32_t after = 0;       // the first row behind it and what is in it
    bool is_inactive = false;
    bool is_abstract = false;
    bool is_deprecated = false;
};

enum class ContentMode : std::uint8_t { complete, partial }; // partial: fragment, example, not-present
// Who defines the code system. A package of another ships only a part of it, with displays of its own.
enum class Definer : std::uint8_t { owner, other };

// What a declared property means, beside its name.
enum class PropertyRole : std::uint8_t { plain, status, inactive, not_selectable, deprecated, parent, child };
struct DeclaredProperty {
    std::string_view code;
    PropertyRole role = PropertyRole::plain;
};

class CodeTable {
public:
    // The tree may go; its input must stay as long as this table.
    CodeTable(const json::Tree& tree, json::NodeId code_system, Definer definer = Definer::owner);
    CodeTable(const CodeTable&) = delete;
    CodeTable& operator=(const CodeTable&) = delete;

    std::string_view url() const { return url_; }
    std::string_view version() const { return version_; }
    std::string_view language() const { return language_; }
    bool is_complete() const { return content_ == ContentMode::complete; }
    bool is_of_owner() const { return definer_ == Definer::owner; }
    CaseSensitivity with_case() const { return case_; }
    bool has_is_a_hierarchy() const { return is_a_; }
    std::span<const ConceptRow> rows() const { return rows_; }
    std::span<const DeclaredProperty> declared() const { return declared_; }
    const DeclaredProperty* declared(std::string_view property) const;

    // Finds a code: an exact match, else one that ignores case if the code system does.
    std::uint32_t find(std::string_view code) const;

    // Parents by nesting and by properties; children likewise.
    std::vector<std::uint32_t> parents(std::uint32_t row) const;
    std::vector<std::uint32_t> children(std::uint32_t row) const;
    // The row and everything below it. Linear, cycles do no harm.
    std::vector<bool> subtree(std::uint32_t row) const;
    std::vector<bool> ancestors(std::uint32_t row) const; // and the row itself

    // With those of supplements.
    std::vector<Designation> designations(std::uint32_t row) const;
    std::vector<Property> properties(std::uint32_t row) const;

    void add_supplement(const CodeTable& table) { supplements_.push_back(&table); } // which lives as long
    std::span<const CodeTable* const> supplements() const { return supplements_; }

    std::size_t bytes() const; // taken by the tables

private:
    using Edge = std::pair<std::uint32_t, std::uint32_t>;
    struct NamedEdge { // of a property parent or child, before all codes are known
        std::uint32_t row;
        PropertyRole role;
        std::string_view code;
    };
    std::string_view keep(const json::Tree& tree, json::NodeId object, std::string_view key);
    void read_declared(const json::Tree& tree, json::NodeId code_system);
    void read_concepts(const json::Tree& tree, json::NodeId concepts, std::uint32_t parent);
    void read_roles(const json::Tree& tree, json::NodeId properties, std::uint32_t row);
    void index();
    void link();
    std::vector<bool> closure(std::uint32_t row, const std::vector<Edge>& edges, bool down) const;
    void own_designations(std::uint32_t row, std::vector<Designation>& out) const;
    void own_properties(std::uint32_t row, std::vector<Property>& out) const;

    std::string_view input_; // the definition's text
    base::Arena arena_{256}; // texts that are written with escapes
    std::string_view url_;
    std::string_view version_;
    std::string_view language_;
    ContentMode content_ = ContentMode::complete;
    Definer definer_;
    CaseSensitivity case_ = CaseSensitivity::counts;
    bool is_a_ = true;
    std::vector<ConceptRow> rows_;
    std::vector<DeclaredProperty> declared_;
    std::vector<NamedEdge> named_edges_;
    std::vector<Edge> down_; // (parent, child) by properties, sorted
    std::vector<Edge> up_;   // (child, parent)
    CodeIndex exact_;
    CodeIndex folded_; // only if case is ignored
    std::vector<const CodeTable*> supplements_;
};

} // namespace renkei::terminology
