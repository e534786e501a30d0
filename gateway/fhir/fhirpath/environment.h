// What an expression may ask about the world around it: other resources, value sets, profiles, variables.
#pragma once

#include "gateway/fhir/fhirpath/value.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::fhirpath {

// The default knows what lies in the same document (contained resources, entries of the Bundle) and R4's own
// value sets. An entry is looked for from the first to the last: override resolve() where there are many.
class Environment {
public:
    explicit Environment(const definitions::R4Definitions& r4) : r4_(r4) {}
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    virtual ~Environment() = default;

    // `from` is the Reference, or the canonical or uri itself; none: there is no such resource here.
    virtual std::optional<Item> resolve(const Item& from, std::string_view reference);
    // code, Coding, CodeableConcept, Quantity or a text
    virtual definitions::Tristate member_of(const Item& item, std::string_view value_set);
    virtual definitions::Tristate conforms_to(const Item& item, std::string_view profile);
    virtual definitions::Tristate subsumes(const Item& general,
                                           const Item& special); // codes, Codings, CodeableConcepts
    // The value of a variable %name other than the standard ones; none if there is no such variable, which is
    // an error.
    virtual std::optional<std::vector<Item>> variable(std::string_view name);
    virtual void trace(std::string_view name, std::span<const Item> items);
    // The ElementDefinition by which the item is validated: elementDefinition().
    virtual std::optional<Item> element_definition(const Item& item);
    // Does the item belong to this slice of the profile? slice().
    virtual definitions::Tristate in_slice(const Item& item, std::string_view profile,
                                           std::string_view slice);

protected:
    const definitions::R4Definitions& r4() const { return r4_; }

private:
    const definitions::R4Definitions& r4_;
};

} // namespace renkei::fhirpath
