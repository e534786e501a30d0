#include "gateway/forms/mapping/match/qualifier_answers.h"

#include "gateway/core/base/decimal.h"
#include "gateway/forms/mapping/match/said_in_text.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {

constexpr std::size_t day_size = std::string_view("2026-01-13").size();

bool is_same_day(std::string_view a, std::string_view b) {
    const std::size_t size = std::min({a.size(), b.size(), day_size});
    return a.substr(0, size) == b.substr(0, size);
}

bool is_earlier_day(std::string_view a, std::string_view b) {
    const std::size_t size = std::min({a.size(), b.size(), day_size});
    return a.substr(0, size) < b.substr(0, size);
}

std::vector<std::string_view> codes_of(const Plan& plan, const json::Tree& tree, const Qualifier& qualifier,
                                       NodeId node, const Consumption* consumption) {
    const auto is_left = [&](NodeId leaf) {
        return consumption == nullptr || leaf == json::no_node || !consumption->is_consumed(leaf);
    };
    const auto child = [&](NodeId of, EngineName key) { return tree.child(of, plan.key(key)); };
    if (!tree[node].is_container()) {
        return is_left(node) ? std::vector{tree.text(node)} : std::vector<std::string_view>{};
    }
    if (!tree[node].is_object()) {
        return {std::string_view()};
    }
    const NodeId codings = child(node, EngineName::coding);
    if (codings == json::no_node) {
        for (const EngineName name :
             {EngineName::type, EngineName::code, EngineName::url}) { // of an extension
            if (const NodeId code = child(node, name); code != json::no_node) {
                return is_left(code) ? std::vector{tree.text(code)} : std::vector<std::string_view>{};
            }
        }
        return {std::string_view()};
    }
    std::vector<std::string_view> out;
    bool is_known = false;
    bool is_read = false;
    for (const NodeId coding : tree.items(codings)) {
        const NodeId system = child(coding, EngineName::system);
        const NodeId code = child(coding, EngineName::code);
        const std::string_view of = system == json::no_node ? std::string_view() : tree.text(system);
        if (code == json::no_node || (!qualifier.system.empty() && of != plan.text(qualifier.system))) {
            continue; // what others say beside it
        }
        is_known = true;
        is_read = is_read || !is_left(code);
        if (is_left(code) || (system != json::no_node && is_left(system))) {
            out.push_back(tree.text(code));
        }
    }
    if (!is_known) {
        out.emplace_back();
    }
    if (is_read && qualifier.system.empty()) {
        return {}; // what others say beside ours
    }
    return out;
}

// The Patient that the form takes for its person, or the one that the document names.
NodeId QualifierAnswers::find_person() const {
    const EntryId person = state_.plan().person();
    for (const auto& [resource, known] : state_.known_resources()) {
        if (person != none && known.matched.row != nullptr && known.matched.entry == person) {
            return resource;
        }
    }
    return target_of(state_.child(state_.composition, EngineName::subject));
}

void QualifierAnswers::begin() {
    person_ = find_person();
    stay_ = target_of(state_.child(state_.composition, EngineName::encounter));
    day_ = state_.day().substr(0, day_size);
}

NodeId QualifierAnswers::target_of(NodeId reference) const {
    const auto found = state_.find(state_.text_at(reference, EngineName::reference));
    return found ? found->resource : json::no_node;
}

std::vector<std::string_view> QualifierAnswers::of(const Qualifier& qualifier, NodeId element,
                                                   NodeId object) const {
    if (qualifier.asked == Asked::code) {
        return codes_of(state_.plan(), state_.tree(), qualifier, element, &state_.consumption);
    }
    if (qualifier.asked == Asked::range) {
        return against_range(qualifier, element, object);
    }
    const std::string_view answer = one_of(qualifier.asked, element, object);
    return answer.empty() ? std::vector<std::string_view>{} : std::vector{answer};
}

std::string_view QualifierAnswers::one_of(Asked asked, NodeId element, NodeId object) const {
    const std::string_view text = state_.text_at(object, EngineName::text);
    switch (asked) {
    case Asked::there: return is_unread(element) ? "there" : "";
    case Asked::over: return is_over(element) ? "over" : is_ahead(element) ? "ahead" : "";
    case Asked::day: return is_other_day(element) ? "other" : "";
    case Asked::person: return person_at(element);
    case Asked::stay: return stay_at(element);
    case Asked::value: return is_unread(element) && has_value(object) ? "beside" : "";
    case Asked::amount: return has_unsaid_amount(state_, element, text) ? "unsaid" : "";
    case Asked::timing: {
        const TimingWords said = timing_words(state_, element, text, Scope::left);
        // to no text words can be added
        const bool is_otherwise =
            !said.otherwise.empty() || (text.empty() ? !said.unsaid.empty() : !said.is_complete);
        return is_otherwise ? "otherwise" : said.unsaid.empty() ? "" : "unsaid";
    }
    case Asked::differs: return is_other_constant(element) ? "other" : "";
    case Asked::needed: return is_other_than_needed(element) ? "other" : "";
    case Asked::unit: // QualifierCheck::check_units
    case Asked::code:
    case Asked::range:
    case Asked::time:
    case Asked::carried:
    case Asked::many: break;
    }
    return {};
}

bool QualifierAnswers::is_unread(NodeId element) const {
    for (NodeId node = element; node < state_.tree().after(element); ++node) {
        if (state_.consumption.is_consumed(node)) {
            return false;
        }
    }
    return true;
}

bool QualifierAnswers::is_over(NodeId element) const {
    const NodeId end = state_.tree()[element].is_object() ? state_.child(element, EngineName::end) : element;
    return is_left(end) && (day_.empty() || is_earlier_day(state_.string(end), day_));
}

bool QualifierAnswers::is_ahead(NodeId element) const {
    const NodeId start = state_.child(element, EngineName::start);
    return is_left(start) && !day_.empty() && is_earlier_day(day_, state_.string(start));
}

// The codes of the interpretation that say otherwise than the value does beside its range. The family of a
// code's row is where the value should be.
std::vector<std::string_view> QualifierAnswers::against_range(const Qualifier& qualifier, NodeId range,
                                                              NodeId result) const {
    const json::Tree& tree = state_.tree();
    const NodeId amount = state_.child(result, "valueQuantity");
    const auto number = [&](NodeId of) {
        const NodeId value = state_.child(of, EngineName::value);
        const bool is_alike =
            value != json::no_node && tree[value].is_number() &&
            state_.text_at(of, EngineName::unit) == state_.text_at(amount, EngineName::unit);
        return is_alike ? base::Decimal::parse(tree.raw(value)) : std::nullopt;
    };
    const auto value = number(amount);
    if (!value || state_.child(amount, "comparator") != json::no_node ||
        state_.child(range, "type") != json::no_node || state_.child(range, "appliesTo") != json::no_node) {
        return {};
    }
    const auto low = number(state_.child(range, "low"));
    const auto high = number(state_.child(range, "high"));
    const auto contradicts = [&](std::string_view place) {
        const bool is_below = low && *value < *low;
        const bool is_above = high && *high < *value;
        return place == "within"  ? is_below || is_above
               : place == "above" ? high && !is_above
                                  : low && !is_below;
    };
    std::vector<std::string_view> out;
    for (const NodeId each : tree.items(state_.child(result, "interpretation"))) {
        for (const NodeId coding : tree.items(state_.child(each, EngineName::coding))) {
            for (const AnswerRow& row : state_.plan().answers(qualifier)) {
                const std::string_view code = state_.plan().text(row.answer);
                if (state_.text_at(coding, EngineName::code) == code &&
                    contradicts(state_.plan().text(row.family))) {
                    out.push_back(code);
                }
            }
        }
    }
    return out;
}

// Does the element name another day than the record expects there or, if it expects none, the document's day?
bool QualifierAnswers::is_other_day(NodeId element) const {
    const bool is_period = state_.tree()[element].is_object();
    const NodeId given = is_period ? state_.child(element, EngineName::start) : element;
    const NodeId start = given == json::no_node ? state_.child(element, EngineName::end) : given;
    if (!is_left(start)) {
        return false;
    }
    const std::string_view expected = state_.consumption.expected(start);
    const bool is_day = !expected.empty() && expected.front() >= '0' && expected.front() <= '9';
    const std::string_view ours = is_day ? expected : day_;
    return !ours.empty() && !is_same_day(state_.string(start), ours);
}

// Empty: it is the document's person, or the document does not say whom it is about.
std::string_view QualifierAnswers::person_at(NodeId reference) const {
    constexpr std::string_view same;
    const NodeId url = state_.child(reference, EngineName::reference);
    const NodeId identifier = state_.child(reference, EngineName::identifier);
    if (person_ == json::no_node) {
        return same;
    }
    const bool is_named = identifier != json::no_node;
    if (is_named && !is_of_person(identifier)) {
        return "other";
    }
    if (url == json::no_node || !is_left(url)) {
        return url != json::no_node || is_named ? same : "unknown";
    }
    const NodeId target = target_of(reference);
    return target == json::no_node ? "unknown" : target == person_ ? same : "other";
}

bool QualifierAnswers::is_of_person(NodeId identifier) const {
    return std::ranges::any_of(
        state_.tree().items(state_.child(person_, EngineName::identifier)), [&](NodeId each) {
            return state_.text_at(each, EngineName::system) ==
                       state_.text_at(identifier, EngineName::system) &&
                   state_.text_at(each, EngineName::value) == state_.text_at(identifier, EngineName::value);
        });
}

// Empty: it is the document's stay, or a contained one, which says more of this fact alone.
std::string_view QualifierAnswers::stay_at(NodeId reference) const {
    const NodeId url = state_.child(reference, EngineName::reference);
    if (url != json::no_node && (!is_left(url) || state_.string(url).starts_with('#'))) {
        return {};
    }
    const NodeId target = url == json::no_node ? json::no_node : target_of(reference);
    const bool is_other = stay_ != json::no_node && target != stay_;
    return target == json::no_node ? "unknown" : is_other ? "other" : "";
}

// Does the element hold another constant than the mapping writes? The comparison has marked it so.
bool QualifierAnswers::is_other_constant(NodeId element) const {
    return is_left(element) && state_.consumption.loss_kind(element) == diag::message::loss_constant_differs;
}

// The same for what stands beside it, written as a constant, for the record, or as an object of constants.
bool QualifierAnswers::is_other_than_needed(NodeId element) const {
    const json::Tree& tree = state_.tree();
    for (NodeId node = element; node < tree.after(element); ++node) {
        if (!tree[node].is_container() && is_left(node) &&
            (node != element || is_other_constant(node) ||
             state_.consumption.loss_kind(node) == diag::message::loss_derived_differs)) {
            return true;
        }
    }
    return false;
}

bool QualifierAnswers::has_value(NodeId object) const {
    return std::ranges::any_of(state_.tree().children(object),
                               [&](NodeId field) { return state_.tree().key(field).starts_with("value"); });
}

} // namespace renkei::mapping
