// Answers about codes from the definitions that are at hand, without a server. What is asked for first is
// compiled into tables and kept; nothing is loaded before it is needed.
#pragma once

#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/terminology/coding.h"
#include "gateway/fhir/terminology/grammar.h"
#include "gateway/fhir/terminology/results.h"

#include <memory>
#include <span>
#include <string_view>

namespace renkei::terminology {

class CompiledTables;
class ValueSetTable;

// A value set that was looked up. Lives as long as its Terminology.
using ValueSetHandle = const ValueSetTable*;

// Thread-safe. Texts in answers live as long as this object and the library.
class Terminology {
public:
    explicit Terminology(const packages::Library& library);
    ~Terminology(); // where CompiledTables is known

    // canonical: "url" or "url|version", an implicit "<system>?fhir_vs", or a CodeSystem.valueSet. Never
    // nullptr: asked about a set that is not here, every result says so. Keep it to save the search.
    ValueSetHandle value_set(std::string_view canonical) const;
    bool has_value_set(std::string_view canonical) const;
    // With or without "|version". Its content may be partial.
    bool has_code_system(std::string_view canonical) const;
    // Is this a supplement? It only adds designations and properties to another code system and has no codes
    // of its own.
    bool is_supplement(std::string_view canonical) const;

    // Coding and Quantity. A coding without system has SystemUse::missing.
    MembershipResult validate(ValueSetHandle set, const Coding& coding,
                              const CodeOptions& options = {}) const;
    MembershipResult validate(std::string_view value_set, const Coding& coding,
                              const CodeOptions& options = {}) const;
    // An element of type code (or string, uri): the value set gives the system.
    MembershipResult validate_code(ValueSetHandle set, std::string_view code) const;
    MembershipResult validate_code(std::string_view value_set, std::string_view code) const;
    // CodeableConcept: any coding will do.
    ConceptResult validate(ValueSetHandle set, std::span<const Coding> codings,
                           const CodeOptions& options = {}) const;

    // A value set that is in a document (contained, or in a bundle). The handle views the tree.
    class Local;
    std::shared_ptr<const Local> local(const json::Tree& tree, json::NodeId value_set) const;
    ValueSetHandle handle(const Local& local) const;

    // A code without a binding.
    CodeCheck in_code_system(const Coding& coding, const CodeOptions& options = {}) const;
    // The displays that would be right, the code system's own first; of the languages asked for, if any.
    std::vector<Designation> right_displays(const Coding& coding, const CodeOptions& options = {}) const;

    Subsumption subsumes(std::string_view system, std::string_view code_a, std::string_view code_b) const;

private:
    std::unique_ptr<CompiledTables> compiled_; // the compiled tables
};

} // namespace renkei::terminology
