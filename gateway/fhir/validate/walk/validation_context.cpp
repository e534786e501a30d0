#include "gateway/fhir/validate/walk/validation_context.h"

#include "gateway/fhir/validate/terminology/code_profiles.h"
#include "gateway/fhir/validate/walk/compile_plan.h"
#include "gateway/fhir/validate/walk/guide_rules.h"
#include "generated/messages/profiles.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace renkei::validate {
namespace {

// Invariants of R4 that HL7 has corrected since, because they refused what the text of the standard allows.
struct Erratum {
    std::string_view published;
    std::string_view corrected;
};
constexpr std::array errata{
    // ref-1: a contained resource may refer to its container by "#"
    Erratum{"reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
            "%rootResource.contained.id.trace('ids'))",
            "reference.exists().not() or reference.startsWith('#').not() or reference = '#' or "
            "resolve().exists()"},
    // bdl-8: an entry without fullUrl
    Erratum{"fullUrl.contains('/_history/').not()",
            "fullUrl.exists().not() or fullUrl.contains('/_history/').not()"},
    // que-12: its text says more than one
    Erratum{"enableWhen.count() > 2 implies enableBehavior.exists()",
            "enableWhen.count() > 1 implies enableBehavior.exists()"},
    // vs-1: its text speaks of a dateTime that has a value; a Period has no such precision
    Erratum{"($this as dateTime).toString().length() >= 8",
            "$this.is(dateTime).not() or $this.hasValue().not() or toString().length() >= 8"},
    // ras-2: a prediction without probability
    Erratum{"probability is decimal implies (probability as decimal) <= 100",
            "probability.exists().not() or probability.is(decimal).not() or (probability as decimal) <= 100"},
};

// Where the definition is wider than its base, the base's rule is kept: nothing is left out.
bool is_judged_all_the_same(diag::Message problem) {
    return problem == diag::message::profile_wider || problem == diag::message::profile_binding_weaker ||
           problem == diag::message::profile_min_above_max;
}

std::string_view corrected(std::string_view expression) {
    const auto* found = std::ranges::find(errata, expression, &Erratum::published);
    return found == errata.end() ? expression : found->corrected;
}

} // namespace

struct ValidationContext::State {
    State(const packages::Library& all, RedundantElements mode)
        : library(all),
          redundant_elements(mode),
          profiles(all),
          terminology(all),
          by_type(all.r4().types().size() + 1) {
        all.each("ImplementationGuide",
                 [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
                     if (const packages::Resource* guide = all.read(image, row)) {
                         add_globals(*guide);
                     }
                 });
    }

    void add_globals(const packages::Resource& guide) {
        const NodeId list = guide.tree.child(Tree::root, "global");
        if (list == no_node || !guide.tree[list].is_array()) {
            return;
        }
        for (const NodeId one : guide.tree.children(list)) {
            globals.emplace(guide.text(one, "type"), guide.text(one, "profile"));
        }
    }

    void add_guide_rules(const ValidationContext& context, StructurePlan& plan);

    struct Compiled {
        std::optional<fhirpath::Expression> expression;
        std::optional<diag::Error> problem;
        ConstraintPlan plan;
    };

    const packages::Library& library;
    const RedundantElements redundant_elements;
    std::multimap<std::string_view, std::string_view> globals; // type → profile
    std::optional<GuideRules> guide_rules; // read when a profile of a further package is asked for
    std::once_flag reads_code_profiles;    // the profiles are large, and few programs see such a code
    std::optional<CodeProfiles> code_profiles;
    profiles::Profiles profiles;
    terminology::Terminology terminology;
    PartialLists partial_lists{library, terminology};
    std::recursive_mutex mutex; // a profile's plan asks for its type's
    std::unordered_map<const profiles::Structure*, std::unique_ptr<StructurePlan>> plans;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_set<const StructurePlan*> unfinished;
    // whole plans only
    std::unordered_map<std::string, const StructurePlan*, TextHash, std::equal_to<>> by_name;
    std::shared_mutex names;                                // held for a look-up; inside the other one
    std::vector<std::atomic<const StructurePlan*>> by_type; // asked for at every element, so without the lock
    std::unordered_map<std::string, std::unique_ptr<Compiled>> expressions;
};

ValidationContext::ValidationContext(const packages::Library& library, RedundantElements redundant_elements)
    : state_(std::make_unique<State>(library, redundant_elements)) {}
ValidationContext::~ValidationContext() = default;

// What the prose of a guide asks of resources of its profile; of packages that the user has loaded.
void ValidationContext::State::add_guide_rules(const ValidationContext& context, StructurePlan& plan) {
    if (plan.is_of_document || !plan.is_profile || library.images().size() == library.shipped()) {
        return;
    }
    if (!guide_rules) {
        guide_rules.emplace(GuideRules::installed());
    }
    for (const profiles::Constraint& rule : guide_rules->of(plan.structure->url)) {
        ConstraintPlan compiled = context.expression(rule.expression);
        compiled.constraint = &rule;
        plan.elements.front().constraints.push_back(compiled);
    }
}

const StructurePlan* ValidationContext::plan(std::string_view canonical) const {
    {
        const std::shared_lock lock(state_->names);
        if (const auto known = state_->by_name.find(canonical); known != state_->by_name.end()) {
            return known->second;
        }
    }
    const profiles::Structure* structure = state_->profiles.find(canonical);
    if (structure == nullptr) { // not kept: senders can invent names without end
        return nullptr;
    }
    const std::scoped_lock lock(state_->mutex);
    auto& plan = state_->plans[structure];
    if (plan == nullptr) {
        plan = std::make_unique<StructurePlan>();
        plan->structure = structure;
        const diag::Report problems = state_->profiles.problems(canonical);
        for (const diag::Finding& problem : problems.findings()) {
            if (problem.severity == diag::Severity::error && !is_judged_all_the_same(problem.message)) {
                plan->defects.add(problem);
            }
        }
        state_->unfinished.insert(plan.get());
        compile_plan(*this, *plan);
        state_->add_guide_rules(*this, *plan);
        state_->unfinished.erase(plan.get());
    }
    const StructurePlan* const out = plan.get();
    if (!state_->unfinished.contains(out)) { // else it asks for itself, and others may not see it yet
        const std::unique_lock naming(state_->names);
        state_->by_name.emplace(canonical, out);
    }
    return out;
}

const StructurePlan* ValidationContext::plan(definitions::TypeId type) const {
    std::atomic<const StructurePlan*>& known = state_->by_type[type.value];
    const StructurePlan* out = known.load(std::memory_order_acquire);
    if (out == nullptr && type && r4().kind(type) != definitions::TypeKind::backbone) {
        out = plan(r4().name(type));
        known.store(out, std::memory_order_release);
    }
    return out;
}

const ConstraintPlan& ValidationContext::expression(std::string_view text) const {
    const std::scoped_lock lock(state_->mutex);
    auto& known = state_->expressions[std::string(text)];
    if (known == nullptr) {
        known = std::make_unique<State::Compiled>();
        auto compiled = fhirpath::compile(corrected(text), r4());
        if (compiled) {
            known->expression = std::move(*compiled);
            known->plan.expression = &*known->expression;
        } else {
            known->problem = std::move(compiled).error();
            known->plan.problem = &*known->problem;
        }
    }
    return known->plan;
}

std::vector<std::string_view> ValidationContext::global_profiles(std::string_view type) const {
    std::vector<std::string_view> out;
    const auto [first, last] = state_->globals.equal_range(type);
    for (auto at = first; at != last; ++at) {
        out.push_back(at->second);
    }
    return out;
}

std::string_view ValidationContext::code_profile(std::string_view system, std::string_view code) const {
    std::call_once(state_->reads_code_profiles, [&] { state_->code_profiles.emplace(state_->library); });
    return state_->code_profiles->find(system, code);
}

const definitions::R4Definitions& ValidationContext::r4() const { return state_->library.r4(); }
const packages::Library& ValidationContext::library() const { return state_->library; }
const profiles::Profiles& ValidationContext::profiles() const { return state_->profiles; }
const terminology::Terminology& ValidationContext::terminology() const { return state_->terminology; }
PartialLists& ValidationContext::partial_lists() const { return state_->partial_lists; }
RedundantElements ValidationContext::redundant_elements() const { return state_->redundant_elements; }

} // namespace renkei::validate
