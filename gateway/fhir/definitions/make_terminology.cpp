#include "gateway/fhir/definitions/make_terminology.h"

#include <algorithm>

namespace renkei::definitions {

void TerminologyBuilder::add_concepts(System& system, const std::vector<Json>& concepts) {
    for (const Json row : concepts) {
        system.concepts.emplace(text(row, "code"), text(row, "display"));
        add_concepts(system, list(row, "concept"));
    }
}

void TerminologyBuilder::add_code_system(Json resource) {
    System& system = systems_[std::string(text(resource, "url"))];
    add_concepts(system, list(resource, "concept"));
    // "complete" without a single code is a place-holder (v3-policyHolderRole, message-events)
    system.is_complete = text(resource, "content") == "complete" && !system.concepts.empty();
}

void TerminologyBuilder::add_value_set(Json resource) {
    Set& set = sets_[std::string(text(resource, "url"))];
    Json expansion;
    if (resource["expansion"].get(expansion) == simdjson::SUCCESS) {
        add_expansion(set, list(expansion, "contains"));
        const auto parameters = list(expansion, "parameter");
        const bool is_cut = std::ranges::any_of(
            parameters, [](Json parameter) { return text(parameter, "name") == "limitedExpansion"; });
        set.is_complete = !is_cut && !set.members.empty();
        set.is_expanded = true;
        return;
    }
    Json compose;
    if (set.is_expanded || resource["compose"].get(compose) != simdjson::SUCCESS) {
        return;
    }
    set.is_complete = !has(compose, "exclude");
    for (const Json include : list(compose, "include")) {
        set.is_complete = add_included(set, include) && set.is_complete;
    }
}

void TerminologyBuilder::add_expansion(Set& set, const std::vector<Json>& contains) {
    for (const Json row : contains) {
        const std::string system(text(row, "system"));
        systems_.try_emplace(system);
        if (!flag(row, "abstract") && has(row, "code")) {
            set.members.emplace(text(row, "code"), system);
        }
        add_expansion(set, list(row, "contains"));
    }
}

// False if its members are not simply listed.
bool TerminologyBuilder::add_included(Set& set, Json include) {
    const std::string system(text(include, "system"));
    if (has(include, "filter") || has(include, "valueSet") || system.empty()) {
        return false;
    }
    systems_.try_emplace(system);
    if (!has(include, "concept")) {
        set.whole_systems.push_back(system);
        return true;
    }
    for (const Json row : list(include, "concept")) {
        set.members.emplace(text(row, "code"), system);
    }
    return true;
}

void TerminologyBuilder::fill_whole_systems() {
    for (auto& [url, set] : sets_) {
        for (const std::string& name : set.whole_systems) {
            const System& system = systems_.at(name);
            for (const auto& [code, display] : system.concepts) {
                set.members.emplace(code, name);
            }
            set.is_complete = set.is_complete && system.is_complete;
        }
    }
}

void TerminologyBuilder::write_systems(base::BlobWriter& out) const {
    std::vector<CodeSystem> systems;
    std::vector<Concept> concepts;
    for (const auto& [url, system] : systems_) {
        systems.push_back({.url = out.text(url),
                           .first_concept = static_cast<std::uint32_t>(concepts.size()),
                           .concepts = static_cast<std::uint32_t>(system.concepts.size()),
                           .is_complete = system.is_complete ? 1U : 0U});
        for (const auto& [code, display] : system.concepts) {
            concepts.push_back({.code = out.text(code), .display = out.text(display)});
        }
    }
    out.section(static_cast<std::uint32_t>(DefinitionsSection::code_systems), systems);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::concepts), concepts);
}

void TerminologyBuilder::write_sets(base::BlobWriter& out) const {
    std::vector<ValueSet> sets(1); // zero is no value set
    std::vector<Member> members;
    for (const auto& [url, set] : sets_) {
        sets.push_back({.url = out.text(url),
                        .first_member = static_cast<std::uint32_t>(members.size()),
                        .members = static_cast<std::uint32_t>(set.members.size()),
                        .is_complete = set.is_complete ? 1U : 0U});
        for (const auto& [code, system] : set.members) {
            const auto number = std::distance(systems_.begin(), systems_.find(system));
            members.push_back({.code = out.text(code), .system = static_cast<std::uint32_t>(number)});
        }
    }
    out.section(static_cast<std::uint32_t>(DefinitionsSection::value_sets), sets);
    out.section(static_cast<std::uint32_t>(DefinitionsSection::members), members);
}

void TerminologyBuilder::write(base::BlobWriter& out) {
    fill_whole_systems();
    write_systems(out);
    write_sets(out);
}

ValueSetId TerminologyBuilder::number_of(const std::string& url) const {
    const auto found = sets_.find(url);
    if (url.empty() || found == sets_.end()) {
        return {};
    }
    return {static_cast<std::uint16_t>(std::distance(sets_.begin(), found) + 1)};
}

} // namespace renkei::definitions
