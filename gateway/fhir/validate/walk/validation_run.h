// One validation at work: the document, what is known, what was found so far. The walk over elements is
// in walk.h; rules of a data type or a resource are functions over ValidationRun in separate files.
#pragma once

#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/validate/cache/dependency_trace.h"
#include "gateway/fhir/validate/cache/lookup_cache.h"
#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/walk/document.h"
#include "gateway/fhir/validate/walk/finding_collector.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/validation_context.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renkei::validate {

// Which entries of a bundle hold an address that means which others; each once.
class Edges {
public:
    struct Edge {
        std::uint32_t from = no_entry;
        std::uint32_t to = no_entry;
    };
    // All of one entry come one after the other.
    void add(Edge edge) {
        last_from_.resize(std::max<std::size_t>(last_from_.size(), edge.to + 1), no_entry);
        if (std::exchange(last_from_[edge.to], edge.from) != edge.from) {
            all_.push_back(edge);
        }
    }
    const std::vector<Edge>& all() const { return all_; }

private:
    std::vector<Edge> all_;
    std::vector<std::uint32_t> last_from_; // by `to`
};

// An object on the way from the root to the element that is being checked.
struct Ancestor {
    json::NodeId node = json::no_node;
    definitions::TypeId type{};
    std::string_view name; // of the element in its definition: "value[x]"; of a resource its type
    bool is_resource = false;
};

class ValidationRun {
public:
    ValidationRun(const ValidationContext& context, LookupCache& lookups, const ValidationOptions& options,
                  const json::Tree& tree, fhirpath::Evaluator& evaluator, FindingCollector& findings);
    ~ValidationRun();

    // The whole document.
    void run();

    // For the rules of data types and resources.
    const ValidationContext& context() const { return context_; }
    const definitions::R4Definitions& r4() const { return document_.r4(); }
    LookupCache& lookups() const { return lookups_; }
    // As ValidationContext::plan().
    const StructurePlan* plan(std::string_view canonical) const { return lookups_.plan(canonical); }
    const ValidationOptions& options() const { return options_; }
    const Document& document() const { return document_; }
    const DocumentTree& tree() const { return document_.tree(); }
    // From the innermost resource on.
    std::span<const Ancestor> ancestors() const;
    fhirpath::Evaluator& evaluator() { return *evaluator_; }

    // Severity as the table of messages has it, unless given.
    void report(diag::Message message, json::NodeId at, std::vector<std::string> args = {});
    void report(diag::Message message, diag::Severity severity, json::NodeId at,
                std::vector<std::string> args = {});

    // Runs a check that may depend on free texts of the value and records it, so that it runs for the next
    // resource with this signature, too.
    template <class Ask>
    void run_and_record(DependentCheck::Kind kind, DefAt def, ElementValue value,
                        const Alternative& alternative, Ask ask) {
        const bool is_dependent = trace_ != nullptr && !trace_->is_nested() && trace_->has_free_text(value);
        if (is_dependent) {
            trace_->add({.kind = kind,
                         .node = value.node,
                         .sibling = value.sibling,
                         .def = def,
                         .type = alternative.type,
                         .type_id = alternative.type_id,
                         .type_rule = alternative.type_rule});
        }
        const TraceScope whole(trace_,
                               is_dependent ? TraceScope::Kind::recorded : TraceScope::Kind::by_signature);
        ask();
    }

    // Adds an address found in the walk: a reference, a URL, a link in a narrative.
    void add_address(json::NodeId at, std::string_view address);
    // The links by "#id" that were found in a resource that the walk has just left, in the order of the walk.
    struct LocalLink {
        json::NodeId at;
        std::string id; // empty: "#", the container
    };
    std::span<const LocalLink> local_links(json::NodeId resource) const;
    // The edges of a bundle whose entries must be connected; once.
    Edges take_edges(const EntryIndex& bundle);
    // Of the div at the node; read once.
    const Narrative& narrative(json::NodeId div);
    // May one of the addresses that stand at `at` mean an entry of a bundle around it?
    bool may_refer_to_entry(json::NodeId at, const AddressMarks& addresses) const;

    // Does a resource or element conform to a profile? Checks without reporting and keeps the result. At the
    // end of a long chain of references it is assumed to conform, and checked at the end of the document: if
    // it does not, it is reported itself, so no finding is hidden.
    bool conforms(ElementValue value, definitions::TypeId type, const StructurePlan& profile);
    // The same, for a running expression that needs its evaluator unchanged.
    bool conforms_reentrant(ElementValue value, definitions::TypeId type, const StructurePlan& profile);
    // The same, and what is wrong is reported; once for each place and profile.
    void validate(ElementValue value, definitions::TypeId type, const StructurePlan& profile);

    // Which slice of `sliced` the value belongs to; no_element: none. Reports a value of two slices.
    profiles::ElementId slice_of(DefAt sliced, const std::vector<profiles::ElementId>& slices,
                                 ElementValue value, definitions::TypeId type);
    bool belongs_to(DefAt sliced, profiles::ElementId slice, ElementValue value, definitions::TypeId type);

    // As expressions see it; noted as a read of the whole document.
    fhirpath::Item item(ElementValue value, definitions::TypeId type) const;
    // `holder`: a node of the resource that %resource means; none: the one the value belongs to.
    diag::Result<fhirpath::InvariantResult> evaluate(const fhirpath::Expression& expression,
                                                     ElementValue value, definitions::TypeId type,
                                                     json::NodeId holder = json::no_node);
    // Nothing: it could not be decided.
    std::optional<bool> holds(const fhirpath::Expression& expression, ElementValue value,
                              definitions::TypeId type);

    // What the expression selects; empty if it cannot be evaluated. Lives until the next evaluation.
    std::span<const fhirpath::Item> select(const fhirpath::Expression& expression, ElementValue value,
                                           definitions::TypeId type);

private:
    friend class Walk;
    // For an expression that reads the value only.
    fhirpath::Item node_item(ElementValue value, definitions::TypeId type) const;
    // Not noted as a read.
    fhirpath::Item source_item(ElementValue value, definitions::TypeId type) const;
    fhirpath::Focus focus(ElementValue value, definitions::TypeId type, json::NodeId holder);
    bool evaluate_conformance(ElementValue value, definitions::TypeId type, const StructurePlan& profile);
    void validate_deferred();
    // A profile that is not loaded: once for a document.
    void report_missing(json::NodeId at, std::string_view canonical);

    const ValidationContext& context_;
    LookupCache& lookups_;
    const ValidationOptions& options_;
    const json::Tree& source_; // for what is not a check: the caches, and expressions that were analysed
    Document document_;
    fhirpath::Evaluator* evaluator_;
    FindingCollector* findings_;
    bool is_counting_only_ = false; // what is reported now is only counted
    bool is_clean_ =
        true; // no finding for what is validated now, and none left out because it was reported elsewhere
    std::unique_ptr<fhirpath::Environment> environment_;
    std::vector<Ancestor> ancestors_;
    std::unordered_map<json::NodeId, Edges> edges_; // by bundle
    // What is remembered of an entry's resource from other documents.
    enum class CacheState : std::uint8_t { not_asked, unknown, comes_again, holds };
    std::vector<CacheState> cache_states_; // by node
    // Of entries whose resource is in the cache and was not walked to yet.
    struct CacheFinding {
        NodeFinding finding;
        bool is_once_per_document;
    };
    std::unordered_map<json::NodeId, std::vector<CacheFinding>> cache_findings_; // by resource
    std::vector<CacheFinding>* found_ = nullptr; // where findings go, if not to the sink
    std::size_t cache_lookups_running_ = 0;      // under way, one within the other
    DependencyTrace* trace_ = nullptr;           // of the resource that is being walked through
    struct LastResources {                       // %resource and %rootResource of the last evaluation
        json::NodeId resource = json::no_node;
        fhirpath::Item item{};
        fhirpath::Item root{};
    };
    LastResources last_resources_;
    struct ProfileState {
        bool is_running = false;
        bool is_reported = false;
        bool is_clean = false; // conforms, and there is nothing to report
        std::optional<bool> conforms{};
    };
    struct Key {
        json::NodeId node;
        const StructurePlan* profile;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return std::hash<const void*>{}(key.profile) * 31 + key.node;
        }
    };
    std::unordered_map<Key, ProfileState, Hash> profile_states_;
    // each needs its part of the stack, and a sender may write a chain as long as it likes
    static constexpr std::size_t deepest = 64;
    std::size_t depth_ = 0; // of conforms() within conforms()
    struct DeferredValidation {
        ElementValue value;
        definitions::TypeId type;
        const StructurePlan* profile;
    };
    std::vector<DeferredValidation> deferred_;
    std::unordered_set<Key, Hash> imposed_;      // whose imposed profiles were validated
    std::set<std::string, std::less<>> missing_; // profiles that were said to be not loaded
    std::vector<LocalLink> local_links_;         // in the order of the walk
    std::unordered_map<json::NodeId, Narrative> narratives_;
    bool reports_errors_only_ = false;
};

// What an invariant may ask about the world around it, answered by the validation it belongs to.
std::unique_ptr<fhirpath::Environment> make_environment(ValidationRun& validation);

} // namespace renkei::validate
