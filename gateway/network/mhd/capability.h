// The CapabilityStatement of a running gateway: what its routes offer, by the table of search parameters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

// An interaction of a route: "read" of a type, of every type ("*") or of the whole system ("").
struct RouteInteraction {
    std::string_view resource;
    std::string_view interaction; // "read" … of FHIR, or an operation: "$convert"
};

struct Capability {
    std::string base;                 // "https://host/fhir"
    std::string canonical;            // of our own definitions
    std::string version;              // of the program
    std::vector<std::string> types{}; // that documents here may contain, besides metadata resources
    std::vector<RouteInteraction> offers{};
};

std::string capability_statement(const Capability& capability);

} // namespace renkei::mhd
