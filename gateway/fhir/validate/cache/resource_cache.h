// A cache of resources without errors by their signature (signature.h): for another resource with the same
// signature only the checks run that depend on its free texts, and the other findings are repeated. A form's
// document is mostly the same few resources again and again, filled in differently.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/fhirpath/text_test.h"
#include "gateway/fhir/validate/bundles/entry_index.h"
#include "gateway/fhir/validate/cache/seen_filter.h"
#include "gateway/fhir/validate/cache/signature.h"
#include "gateway/fhir/validate/walk/finding_collector.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/plan.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::validate {

// One check whose result depends on a free text, or on another part of the document. Nodes are counted from
// the resource's.
struct DependentCheck {
    enum class Kind : std::uint8_t {
        primitive,
        element_rules,
        type_rule,
        targets,
        constraint,
        text_test,
        slice,
        address
    } kind;
    NodeId node = no_node;
    NodeId sibling = no_node;
    DefAt def{};
    const profiles::TypeRef* type = nullptr; // of the alternative that is there, as are the next two
    definitions::TypeId type_id{};
    std::uint8_t type_rule = no_type_rule;
    bool reports_errors_only = false;
    const ConstraintPlan* constraint = nullptr;
    fhirpath::TextTest test{}; // of the node; its own node is that of the resource that was recorded
    const std::vector<profiles::ElementId>* slices = nullptr; // of `def`, and
    profiles::ElementId slice = profiles::no_element;         // where among them the value belonged
};

// A finding that follows from the signature.
struct CachedFinding {
    NodeFinding finding;               // its node is counted from the resource's
    std::uint32_t checks_before = 0;   // dependent checks that ran before it
    bool is_once_per_document = false; // a profile that is not loaded
};

struct CachedResource {
    AddressMarks addresses; // that are part of the signature: they may refer to entries of a bundle
    std::vector<DependentCheck> dependent_checks;
    std::vector<CachedFinding> findings;           // no errors
    std::vector<const StructurePlan*> conforms_to; // profiles that it conforms to
};

// One for each thread. Bounded: senders can invent signatures without end.
class ResourceCache {
public:
    explicit ResourceCache(const json::NameTable& names) : signatures_(names) {}

    // Whether a resource is valid depends on the options: other options than before empty the cache.
    void begin(const ValidationOptions& options);
    const SignatureWriter& signatures() const { return signatures_; }

    // nullptr: the resource is not in the cache.
    const CachedResource* find(const Tree& tree, NodeId resource);
    // After find() returned nullptr: was the resource's signature requested before? A signature that occurs
    // only once is not cached.
    bool comes_again() { return has_signature_ && seen_.test_and_add(base::TextHash{}(signature_)); }
    // Of a resource whose signature occurs again.
    std::string signature(const Tree& tree, NodeId resource);
    void note(std::string signature, CachedResource resource);

private:
    // Holds the full documents of all forms. With 2 MB their traffic emptied the cache again and again, which
    // was slower than no cache (docs/decisions/0019-which-caches-the-validator-has.md).
    static constexpr std::size_t max_bytes = 8U << 20U;
    struct Known {
        CachedResource resource;
        // The one found after it the last time: documents of a form mostly have the same resources in the
        // same order, so this one is compared first, without writing a signature.
        std::pair<const std::string, Known>* next = nullptr;
    };

    void forget_all();

    SignatureWriter signatures_;
    std::string signature_; // the last written; after find() that of what is not in the cache, if it has one
    bool has_signature_ = false;
    std::unordered_map<std::string, Known, base::TextHash, std::equal_to<>> known_;
    Known* last_ = nullptr; // of known_: what was found last
    std::size_t bytes_ = 0; // of known_, about
    SeenFilter seen_;
    ValidationOptions options_;
};

} // namespace renkei::validate
