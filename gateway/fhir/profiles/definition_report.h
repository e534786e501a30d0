// What was found wrong in one definition while its snapshot was made.
#pragma once

#include "gateway/core/diag/finding.h"

#include <string>
#include <string_view>

namespace renkei::profiles {

class DefinitionReport {
public:
    DefinitionReport(std::string_view definition, diag::Report& report)
        : definition_(definition),
          report_(report) {}

    // About one element: arguments {0} definition, {1} element, then the others.
    template <class... Text>
    void add(diag::Message message, std::string_view element, const Text&... args) {
        report_.add(message, {.path = std::string(element)}, {definition_, element, std::string(args)...});
    }
    const std::string& definition() const { return definition_; }

private:
    std::string definition_;
    diag::Report& report_;
};

} // namespace renkei::profiles
