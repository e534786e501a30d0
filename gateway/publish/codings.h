// The codes that the examples and the code lists speak of: which code system has which codes, and which codes of other
// systems stand beside ours.
#pragma once

#include "gateway/publish/form_source.h"

#include <map>
#include <set>
#include <string>

namespace renkei::publish {

struct Meaning {
    std::string display;
    std::set<std::string> others; // other texts for the same code
};

struct Counterpart {
    std::string system;
    std::string code;
    std::string display;
    auto operator<=>(const Counterpart&) const = default;
};

struct Codings {
    // system -> code -> what it means
    std::map<std::string, std::map<std::string, Meaning>> systems;
    // our system -> our code -> codes of others beside it
    std::map<std::string, std::map<std::string, std::set<Counterpart>>> beside;
    // our identifier systems -> the printed names of the items whose value they identify
    std::map<std::string, std::set<std::string>> identifiers;
    // printed names of code systems that come from code lists
    std::map<std::string, std::set<std::string>> names;

    void add(const std::string& system, const std::string& code, const std::string& display);
};

Codings collect_codings(const FormSources& forms);

} // namespace renkei::publish
