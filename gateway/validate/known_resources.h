// Resources of which nothing was to be said, by their outline (outline.h): another one of the same outline is asked only what hangs on
// its free texts. A form's document is mostly the same few resources again and again, filled in differently.
#pragma once

#include "gateway/base/text_hash.h"
#include "gateway/validate/entry_index.h"
#include "gateway/validate/met_before.h"
#include "gateway/validate/options.h"
#include "gateway/validate/outline.h"
#include "gateway/validate/plan.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace renkei::validate {

// One check whose answer hangs on a free text, or on what stands elsewhere in the document. Nodes are counted from the resource's.
struct OpenCheck {
    enum class Kind : std::uint8_t { primitive, element_rules, type_rule, targets, constraint, slice, address } kind;
    json::NodeId node = json::no_node;
    json::NodeId sibling = json::no_node;
    DefAt def{};
    const profiles::TypeRef* type = nullptr; // of the alternative that stands there, as are the next two
    defs::TypeId type_id{};
    std::uint8_t type_rule = no_type_rule;
    const ConstraintPlan* constraint = nullptr;
    const std::vector<profiles::ElementId>* slices = nullptr; // of `def`, and
    profiles::ElementId slice = profiles::no_element;         // where among them the value belonged
};

struct KnownResource {
    AddressMarks addresses; // that are part of the outline: they may mean something within a bundle
    std::vector<OpenCheck> open;
    std::vector<const StructurePlan*> conforms_to; // profiles of which nothing was to be said
};

// One for each thread. Bounded: senders can invent outlines without end.
class KnownResources {
public:
    explicit KnownResources(const json::NameTable& names) : outlines_(names) {}

    // What is in order depends on how strict one is: forgets all if that is another way than before.
    void begin(const Options& options);
    const Outlines& outlines() const { return outlines_; }

    // Turns to a resource; false: it has no outline. What follows is about the outline of the last one.
    bool turn_to(const json::Tree& tree, json::NodeId resource) { return outlines_.write(tree, resource, outline_); }
    const KnownResource* find() const;
    // Was it asked for before? Outlines that come once are not worth remembering.
    bool comes_again() { return met_.meet(base::TextHash{}(outline_)); }
    const std::string& outline() const { return outline_; }
    void note(std::string outline, KnownResource resource);

private:
    static constexpr std::size_t most_bytes = 2U << 20U;
    Outlines outlines_;
    std::string outline_;
    std::unordered_map<std::string, KnownResource, base::TextHash, std::equal_to<>> known_;
    std::size_t bytes_ = 0;                 // of known_, about
    MetBefore met_;
    Options options_;
};

} // namespace renkei::validate
