// One validation at work: the document, what is known, what was found so far. The walk over elements is here;
// what is particular to a data type or a resource lies in files of its own, as functions over Check.
#pragma once

#include "gateway/fhirpath/evaluator.h"
#include "gateway/validate/asked.h"
#include "gateway/validate/document.h"
#include "gateway/validate/knowledge.h"
#include "gateway/validate/options.h"
#include "gateway/validate/recording.h"
#include "gateway/validate/sink.h"

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
struct Frame {
    json::NodeId node = json::no_node;
    defs::TypeId type{};
    std::string_view name; // of the element in its definition: "value[x]"; of a resource its type
    bool is_resource = false;
};

class Check {
public:
    Check(const Knowledge& knowledge, Asked& asked, const Options& options, const json::Tree& tree,
          fhirpath::Evaluator& evaluator, Sink& sink);
    ~Check();

    // The whole document.
    void run();

    // For the rules of data types and resources.
    const Knowledge& knowledge() const { return knowledge_; }
    const defs::Defs& defs() const { return document_.defs(); }
    Asked& asked() const { return asked_; }
    // As Knowledge::plan().
    const StructurePlan* plan(std::string_view canonical) const { return asked_.plan(canonical); }
    const Options& options() const { return options_; }
    const Document& document() const { return document_; }
    const json::Tree& tree() const { return document_.tree(); }
    const std::vector<Frame>& frames() const { return frames_; }
    fhirpath::Evaluator& evaluator() { return *evaluator_; }

    // Severity as the table of messages has it, unless given.
    void report(diag::Message message, json::NodeId at, std::vector<std::string> args = {});
    void report(diag::Message message, diag::Severity severity, json::NodeId at,
                std::vector<std::string> args = {});

    // Asks what may hang on free texts of the value, and notes it, so that it is asked of the next resource of this outline, too.
    template <class Ask>
    void ask_and_note(OpenCheck::Kind kind, DefAt def, Value value, const Alternative& alternative, Ask ask) {
        if (recording_ != nullptr && !recording_->is_within() && recording_->has_free(value)) {
            recording_->add({.kind = kind,
                             .node = value.node,
                             .sibling = value.sibling,
                             .def = def,
                             .type = alternative.type,
                             .type_id = alternative.type_id,
                             .type_rule = alternative.type_rule});
        }
        const AsWhole whole(recording_);
        ask();
    }

    // What the walk finds that leads elsewhere: references, URLs, addresses in narratives.
    void leads(json::NodeId at, std::string_view address);
    // The links by "#id" that were found in a resource that the walk has just left, in the order of the walk.
    struct LocalLink {
        json::NodeId at;
        std::string id; // empty: "#", the container
    };
    std::span<const LocalLink> local_links(json::NodeId resource) const;
    // What was found of a bundle that must hang together; once.
    Edges take_edges(const EntryIndex& bundle);
    // May one of the addresses that stand at `at` mean an entry of a bundle around it?
    bool may_lead(json::NodeId at, const AddressMarks& addresses) const;

    // Does a resource or element conform to a profile? Judged without reporting; remembered. At the end of a long chain of references it is
    // taken to conform for now, and judged when the document is through: if it does not, it is reported itself, so nothing is hidden.
    bool conforms(Value value, defs::TypeId type, const StructurePlan& profile);
    // The same, asked by an expression that is under way and must find its evaluator as it was.
    bool conforms_meanwhile(Value value, defs::TypeId type, const StructurePlan& profile);
    // The same, and what is wrong is reported; once for each place and profile.
    void judge(Value value, defs::TypeId type, const StructurePlan& profile);

    // Which slice of `sliced` the value belongs to; no_element: none. Reports a value of two slices.
    profiles::ElementId slice_of(DefAt sliced, const std::vector<profiles::ElementId>& slices, Value value,
                                 defs::TypeId type);
    bool belongs_to(DefAt sliced, profiles::ElementId slice, Value value, defs::TypeId type);

    fhirpath::Item item(Value value, defs::TypeId type) const;
    // `holder`: a node of the resource that %resource means; none: the one the value belongs to.
    diag::Result<fhirpath::Verdict> evaluate(const fhirpath::Expression& expression, Value value,
                                             defs::TypeId type, json::NodeId holder = json::no_node);
    // Nothing: it could not be decided.
    std::optional<bool> holds(const fhirpath::Expression& expression, Value value, defs::TypeId type);

    // What the expression selects; empty if it cannot be evaluated. Lives until the next evaluation.
    std::span<const fhirpath::Item> select(const fhirpath::Expression& expression, Value value,
                                           defs::TypeId type);

private:
    friend class Walk;
    fhirpath::Focus focus(Value value, defs::TypeId type, json::NodeId holder);
    bool conforms_anew(Value value, defs::TypeId type, const StructurePlan& profile);
    void judge_postponed();
    // What is asked now is not noted as a whole, and is more than a walk can note.
    void spoil_recording() {
        if (recording_ != nullptr && !recording_->is_within()) {
            recording_->spoil();
        }
    }

    const Knowledge& knowledge_;
    Asked& asked_;
    const Options& options_;
    Document document_;
    fhirpath::Evaluator* evaluator_;
    Sink* sink_;
    bool is_dry_ = false; // what is reported now is only counted
    bool is_silent_ = true; // of what is judged now nothing was said, nor left out because it was said elsewhere
    std::unique_ptr<fhirpath::Environment> environment_;
    const defs::TypeId coding_;
    const defs::TypeId codeable_concept_;
    std::vector<Frame> frames_;
    std::unordered_map<json::NodeId, Edges> edges_; // by bundle
    std::size_t evaluations_ = 0;            // so far
    AddressMarks* addresses_ = nullptr;      // what leads() is asked for now is noted here, too
    // What is remembered of an entry's resource from other documents.
    enum class Recall : std::uint8_t { not_asked, unknown, comes_again, holds };
    std::vector<Recall> recalled_; // by node
    std::size_t recalls_ = 0; // under way, one within the other
    Recording* recording_ = nullptr;         // of the resource that is being walked through
    struct Around { // %resource and %rootResource of the last evaluation
        json::NodeId resource = json::no_node;
        fhirpath::Item item{};
        fhirpath::Item root{};
    };
    Around around_;
    struct Judged {
        bool is_running = false;
        bool is_reported = false;
        bool is_silent = false; // conforms, and there is nothing to report
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
    std::unordered_map<Key, Judged, Hash> judged_;
    static constexpr std::size_t deepest = 64; // each needs its part of the stack, and a sender may write a chain as long as it likes
    std::size_t depth_ = 0;                    // of conforms() within conforms()
    struct Postponed {
        Value value;
        defs::TypeId type;
        const StructurePlan* profile;
    };
    std::vector<Postponed> postponed_;
    std::unordered_set<Key, Hash> imposed_;   // whose imposed profiles were judged
    std::set<std::string, std::less<>> missing_; // profiles that were said to be not loaded
    std::vector<LocalLink> local_links_;         // in the order of the walk
    bool reports_errors_only_ = false;
};

} // namespace renkei::validate
