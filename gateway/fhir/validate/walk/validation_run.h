// One validation at work: the document, what is known, what was found so far. The walk over elements is in
// walk.h, expressions are in expressions.h, and addresses in links.h. Rules of a data type or a resource are
// functions over ValidationRun in separate files.
#pragma once

#include "gateway/fhir/validate/cache/dependency_trace.h"
#include "gateway/fhir/validate/cache/lookup_cache.h"
#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/walk/document.h"
#include "gateway/fhir/validate/walk/expressions.h"
#include "gateway/fhir/validate/walk/finding_collector.h"
#include "gateway/fhir/validate/walk/links.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/validation_context.h"

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace renkei::validate {

// An object on the way from the root to the element that is being checked.
struct Ancestor {
    NodeId node = no_node;
    definitions::TypeId type{};
    std::string_view name; // of the element in its definition: "value[x]"; of a resource its type
    bool is_resource = false;
};

class ValidationRun {
public:
    ValidationRun(const ValidationContext& context, LookupCache& lookups, const ValidationOptions& options,
                  const Tree& tree, fhirpath::Evaluator& evaluator, FindingCollector& findings);
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
    Expressions& expressions() { return expressions_; }
    const Expressions& expressions() const { return expressions_; }
    DocumentLinks& links() { return links_; }
    const DocumentLinks& links() const { return links_; }

    // Severity as the table of messages has it, unless given.
    void report(diag::Message message, NodeId at, diag::Arguments args = {});
    void report(diag::Message message, diag::Severity severity, NodeId at, diag::Arguments args = {});

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
    void add_address(NodeId at, std::string_view address);
    // The narrative of the div at the node, which is read once.
    const Narrative& narrative(NodeId div);
    void keep(NodeId div, Narrative narrative) { narratives_.try_emplace(div, std::move(narrative)); }

    // Does a resource or element conform to a profile? Checks without reporting and keeps the result. At the
    // end of a long chain of references it is assumed to conform, and checked at the end of the document: if
    // it does not, it is reported itself, so no finding is hidden.
    bool conforms(ElementValue value, definitions::TypeId type, const StructurePlan& profile,
                  profiles::ElementId element = 0);
    // No finding is read now, so none needs words that cost something.
    bool is_counting_only() const { return reporting_.is_counting_only; }
    // The first error of what does not conform, with its place.
    std::string why_not(ElementValue value, definitions::TypeId type, const StructurePlan& profile);
    // As conforms(), for a running expression that needs its evaluator unchanged.
    bool conforms_reentrant(ElementValue value, definitions::TypeId type, const StructurePlan& profile);
    // The same, and what is wrong is reported; once for each place and profile.
    void validate(ElementValue value, definitions::TypeId type, const StructurePlan& profile,
                  profiles::ElementId element = 0);
    // A profile without a plan: it is not loaded, which is reported once for a document, or cannot be used.
    void report_not_applied(NodeId at, std::string_view canonical);

    // An element of a profile that another profile names (elementdefinition-profile-element).
    void report_no_such_element(NodeId at, const StructurePlan& profile, std::string_view element);

private:
    friend class Walk;
    bool evaluate_conformance(ElementValue value, definitions::TypeId type, DefAt target);
    void validate_deferred();
    NodeId resource_of_entry() const; // that is asked for by its full URL; no_node: there is none
    void report_applied_in_part(NodeId at, const StructurePlan& profile);
    // About the validation itself, so that it is reported also where findings are only counted.
    void report_limit(NodeFinding finding, bool is_once_per_document);

    const ValidationContext& context_;
    LookupCache& lookups_;
    const ValidationOptions& options_;
    Document document_;
    DocumentLinks links_;
    Expressions expressions_;
    // A finding of an entry whose resource is in the cache and was not walked to yet.
    struct CacheFinding {
        NodeFinding finding;
        bool is_once_per_document;
    };
    // Where findings go now. A check within the validation gets its own and gives the old one back.
    struct Reporting {
        FindingCollector* to = nullptr;
        std::vector<CacheFinding>* held = nullptr; // if there is one, findings go here instead
        bool is_counting_only = false;             // findings are only counted
        bool errors_only = false;
        // No finding for what is validated now, and none left out because it was reported elsewhere.
        bool is_clean = true;
    };
    Reporting reporting_;
    FindingCollector& findings_; // of the whole document
    std::vector<Ancestor> ancestors_;
    // What is remembered of an entry's resource from other documents.
    enum class CacheState : std::uint8_t { not_asked, unknown, comes_again, holds };
    std::vector<CacheState> cache_states_;                                 // by node
    std::unordered_map<NodeId, std::vector<CacheFinding>> cache_findings_; // by resource
    std::size_t cache_lookups_running_ = 0;                                // under way, one within the other
    DependencyTrace* trace_ = nullptr; // of the resource that is being walked through
    struct ProfileState {
        bool is_running = false;
        bool is_reported = false;
        bool is_clean = false; // conforms, and there is nothing to report
        std::optional<bool> conforms{};
    };
    struct Key {
        NodeId node;
        const StructurePlan* profile;
        profiles::ElementId element = 0; // of the profile; 0: its root
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return (std::hash<const void*>{}(key.profile) * 31 + key.element) * 31 + key.node;
        }
    };
    std::unordered_map<Key, ProfileState, Hash> profile_states_;
    // each needs its part of the stack, and a sender may write a chain as long as it likes
    static constexpr std::size_t deepest = 64;
    std::size_t depth_ = 0; // of conforms() within conforms()
    struct DeferredValidation {
        ElementValue value;
        definitions::TypeId type;
        DefAt target;
    };
    std::vector<DeferredValidation> deferred_;
    std::unordered_set<Key, Hash> imposed_;      // whose imposed profiles were validated
    std::set<std::string, std::less<>> missing_; // profiles that were said to be not loaded
    std::unordered_map<NodeId, Narrative> narratives_;
};

// What an invariant may ask about the world around it, answered by the validation it belongs to.
std::unique_ptr<fhirpath::Environment> make_environment(ValidationRun& validation);

} // namespace renkei::validate
