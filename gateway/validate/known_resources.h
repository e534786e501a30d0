// Resources of which nothing was to be said, by their outline (outline.h): another one of the same outline is asked only what hangs on
// its free texts. A form's document is mostly the same few resources again and again, filled in differently.
#pragma once

#include "gateway/base/text_hash.h"
#include "gateway/fhirpath/text_test.h"
#include "gateway/validate/entry_index.h"
#include "gateway/validate/met_before.h"
#include "gateway/validate/options.h"
#include "gateway/validate/outline.h"
#include "gateway/validate/plan.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::validate {

// One check whose answer hangs on a free text, or on what stands elsewhere in the document. Nodes are counted from the resource's.
struct OpenCheck {
    enum class Kind : std::uint8_t { primitive, element_rules, type_rule, targets, constraint, text_test, slice, address } kind;
    json::NodeId node = json::no_node;
    json::NodeId sibling = json::no_node;
    DefAt def{};
    const profiles::TypeRef* type = nullptr; // of the alternative that stands there, as are the next two
    defs::TypeId type_id{};
    std::uint8_t type_rule = no_type_rule;
    const ConstraintPlan* constraint = nullptr;
    fhirpath::TextTest test{}; // of the node; its own node is that of the resource that was recorded
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

    // What is known of a resource; nullptr: nothing.
    const KnownResource* find(const json::Tree& tree, json::NodeId resource);
    // If nothing is known of the last one: was its outline asked for before? Those that come once are not worth remembering.
    bool comes_again() { return has_outline_ && met_.meet(base::TextHash{}(outline_)); }
    // Of a resource that comes again.
    std::string outline(const json::Tree& tree, json::NodeId resource) const;
    void note(std::string outline, KnownResource resource);

private:
    static constexpr std::size_t most_bytes = 2U << 20U;
    struct Known {
        KnownResource resource;
        // What was found after it, the last time: the documents of a form mostly have the same resources in the same order, so this one is
        // looked at first, without writing an outline to look for.
        std::pair<const std::string, Known>* next = nullptr;
    };

    void forget_all();

    Outlines outlines_;
    std::string outline_; // of the last that nothing was known of, if it has one
    bool has_outline_ = false;
    std::unordered_map<std::string, Known, base::TextHash, std::equal_to<>> known_;
    Known* last_ = nullptr; // of known_: what was found last
    std::size_t bytes_ = 0; // of known_, about
    MetBefore met_;
    Options options_;
};

} // namespace renkei::validate
