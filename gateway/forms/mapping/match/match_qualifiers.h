// Do the values that were read still hold, given the elements beside them? An element that R4 calls a
// modifier, or context, may change a fact. This is checked after the comparison, for leaves left over.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/qualifier_answers.h"
#include "gateway/forms/mapping/match/worded_text.h"
#include "gateway/forms/mapping/match/written_resource.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mapping {

// What an element says of values.
struct QualifiedValue {
    ItemId item;
    std::string text;
    json::NodeId node;
};
struct Qualified {
    json::NodeId object;      // the object with the values
    json::NodeId qualifier;   // no_node: it is missing
    std::string_view element; // "Observation.status"
    Asked asked = Asked::code;
    std::string answer;
    std::string elsewhere{}; // what the rest of the document says instead, which denies the values; or empty
    std::vector<QualifiedValue> values{};
};

class QualifierCheck {
public:
    QualifierCheck(MatchState& state, Fill& fill) : state_(state), answers_(state), written_(state, fill) {}

    void begin(); // of a document
    // `left`: the leaves that were not consumed. True: more is excluded or amended than before, so the
    // document must be matched again.
    bool run(std::span<const json::NodeId> left);

    // Nothing of the document is read.
    const std::optional<Qualified>& refused() const { return refused_; }
    // Objects of which nothing is read, with what was read of them at first.
    const std::vector<Qualified>& withheld() const { return withheld_; }
    // Values that were read, and of which the reader must know more.
    const std::vector<Qualified>& reported() const { return reported_; }

private:
    using NodeId = json::NodeId;

    struct Place {
        QualifierId qualifier{};
        NodeId element = json::no_node;    // no_node: it is missing
        NodeId object = json::no_node;     // that holds it
        NodeId resource = json::no_node;   // the root: the Bundle
        json::NameId name = json::no_name; // of the element
    };
    enum class Verdict : std::uint8_t { says_nothing, harmless, reported, in_words, withheld };

    // ---- where a leaf is
    std::optional<Place> place_of(NodeId leaf);
    FhirTypeId type_of(NodeId resource);
    FhirTypeId type_at(NodeId object);
    QualifierId unit_of(NodeId object);
    const FhirField* field_of(FhirTypeId type, json::NameId name) const;
    bool is_document(NodeId object) const;
    bool is_section(NodeId object) const;
    bool is_bundle_entry(NodeId object) const;
    bool matters(NodeId object);
    bool is_part_of_fact(const Place& place);

    // ---- what it says
    const AnswerRow* row_of(QualifierId qualifier, std::string_view answer) const;
    Verdict assess(const Place& place);
    Verdict assess(const Place& place, std::string_view answer);
    std::vector<std::string> written_answers(const Place& place);
    bool is_written(const Place& place, const AnswerRow& row, std::string_view answer);
    bool is_understood(const Place& place, const AnswerRow& row) const;
    std::optional<std::string> denial(const Place& place);
    bool differs_from_ours(const Place& place) const;
    bool has_others(const Place& place);
    bool says_none(NodeId object);

    // ---- what becomes of it
    void act(const Place& place);
    void check_missing();
    void check_units();
    void withhold(const Place& place);
    void exclude(NodeId object, const Place& place);
    void exclude_listed(NodeId section, const Place& place);
    void exclude_alike(const Place& place);
    void tell(Place place);
    void say_in_words(const Place& place);
    bool amend(const WordedText& said);
    std::string timing_at(const Place& place) const;
    NodeId read_dosage(const Place& place);
    static constexpr std::size_t every_value = static_cast<std::size_t>(-1);
    void collect_values(NodeId object, Qualified& out, std::size_t most);
    Qualified qualified(NodeId object, const Place& place, std::size_t most = every_value);

    const Plan& plan() const { return state_.plan(); }
    const json::Tree& tree() const { return state_.tree(); }

    MatchState& state_;
    QualifierAnswers answers_;
    WrittenResource written_;
    NodeId typed_ = json::no_node; // the resource that was the last to be asked for its type …
    FhirTypeId type_;              // … and that
    std::vector<NodeId> path_;
    NodeId assessed_ = json::no_node; // the last element
    std::string answer_;              // of the last verdict
    bool is_more_ = false;
    std::set<std::pair<NodeId, json::NameId>> alike_; // arrays whose elements were assessed for that element
    std::map<std::pair<NodeId, json::NameId>, bool> hold_now_; // arrays: does an element of it, by that one?
    std::map<NodeId, NodeId> read_dosages_; // by array: its element whose text is read; no_node: none is
    std::set<NodeId> worded_;               // dosages and allergies whose statement was made
    std::optional<Qualified> refused_;
    std::vector<Qualified> withheld_;
    std::vector<Qualified> reported_;
};

} // namespace renkei::mapping
