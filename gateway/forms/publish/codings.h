// The codes in the examples and the code lists: the codes of each code system, and the equivalent codes of
// other systems.
#pragma once

#include "gateway/forms/publish/loaded_form.h"

#include <map>
#include <set>
#include <string>

namespace renkei::publish {

struct CodeMeaning {
    std::string display;
    std::set<std::string> others{};  // other texts for the same code
    std::set<std::string> formers{}; // texts that only earlier versions wrote
    std::string english{};
};

struct EquivalentCode {
    std::string system;
    std::string code;
    std::string display;
    auto operator<=>(const EquivalentCode&) const = default;
};

struct Codings {
    // system -> code -> what it means
    std::map<std::string, std::map<std::string, CodeMeaning>> systems;
    // our systems -> the codes that all code lists of them have together
    std::map<std::string, std::set<std::string>> listed;
    // of those: systems that also take whatever code a form holds
    std::set<std::string> open;
    // our system -> our code -> equivalent codes of other systems
    std::map<std::string, std::map<std::string, std::set<EquivalentCode>>> equivalents;
    // our identifier systems -> the printed names of the items whose value they identify
    std::map<std::string, std::set<std::string>> identifiers;
    // of concepts.yaml: what several forms ask
    std::string concept_system;
    // public system -> concept -> its codes there
    std::map<std::string, std::map<std::string, std::set<EquivalentCode>>> public_codes;
    // printed names of code systems that come from code lists
    std::map<std::string, std::set<std::string>> names;

    void add(const std::string& system, const std::string& code, const std::string& display);
    // What is read and no longer written.
    void add_former(const std::string& system, const std::string& code, const std::string& display);
};

Codings collect_codings(const LoadedForms& forms);

} // namespace renkei::publish
