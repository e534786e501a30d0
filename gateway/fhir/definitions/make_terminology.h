// Build time: collects code systems and the members of value sets, then writes them as sorted rows.
#pragma once

#include "gateway/fhir/definitions/make_json.h"
#include "gateway/fhir/definitions/rows.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace renkei::definitions {

class TerminologyBuilder {
public:
    void add_code_system(Json resource);
    // Adds a ValueSet. If it has no expansion, its members are worked out, provided that it only lists codes
    // or whole systems.
    void add_value_set(Json resource);
    // A set that an element is bound to although no package defines it: its members stay unknown.
    void add_bound(const std::string& url) { sets_.try_emplace(url); }

    // Called after everything is added. The numbers of sets are only known after it.
    void write(base::BlobWriter& out);
    ValueSetId number_of(const std::string& url) const;

private:
    struct System {
        std::map<std::string, std::string> concepts; // code → display
        bool is_complete = false;
    };
    struct Set {
        std::set<std::pair<std::string, std::string>> members; // code, system
        std::vector<std::string> whole_systems;                // to be filled in when all systems are known
        bool is_complete = false;
        bool is_expanded = false;
    };
    static void add_concepts(System& system, const std::vector<Json>& concepts);
    void add_expansion(Set& set, const std::vector<Json>& contains);
    bool add_included(Set& set, Json include);
    void fill_whole_systems();
    void write_systems(base::BlobWriter& out) const;
    void write_sets(base::BlobWriter& out) const;

    std::map<std::string, System> systems_;
    std::map<std::string, Set> sets_;
};

} // namespace renkei::definitions
