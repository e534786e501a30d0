#include "gateway/forms/mapping/qualifier_answers.h"

#include "gateway/forms/mapping/amount_in_text.h"

#include <algorithm>

namespace renkei::mapping {

using json::NodeId;

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

void QualifierAnswers::begin() {
    const auto target = [&](EngineName name) { return target_of(state_.child(state_.composition, name)); };
    person_ = target(EngineName::subject);
    stay_ = target(EngineName::encounter);
    day_ = state_.text_at(state_.composition, EngineName::date).substr(0, day_size);
}

NodeId QualifierAnswers::target_of(NodeId reference) const {
    const auto found = state_.find(state_.text_at(reference, EngineName::reference));
    return found ? found->resource : json::no_node;
}

std::vector<std::string_view> QualifierAnswers::of(const Qualifier& qualifier, NodeId element,
                                                   NodeId object) const {
    const auto only_if = [](bool is_so, std::string_view answer) {
        return is_so ? std::vector{answer} : std::vector<std::string_view>{};
    };
    switch (qualifier.asked) {
    case Asked::code: return codes_of(state_.plan(), state_.tree(), qualifier, element, &state_.consumption);
    case Asked::there: return only_if(is_unread(element), "there");
    case Asked::over: return only_if(is_over(element), "over");
    case Asked::day: return only_if(is_other_day(element), "other");
    case Asked::person: {
        const std::string_view answer = person_at(element);
        return only_if(!answer.empty(), answer);
    }
    case Asked::stay: return only_if(is_other_stay(element), "other");
    case Asked::value: return only_if(is_unread(element) && has_value(object), "beside");
    case Asked::amount:
        return only_if(has_unsaid_amount(state_, element, state_.text_at(object, EngineName::text)),
                       "unsaid");
    case Asked::unit: return only_if(is_other_unit(element, object), "other");
    case Asked::differs: return only_if(is_other_constant(element), "other");
    case Asked::time: break;
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
    return is_left(end) && !day_.empty() && is_earlier_day(state_.string(end), day_);
}

// What the form has for the day is known where the record gave it.
bool QualifierAnswers::is_other_day(NodeId element) const {
    const NodeId start =
        state_.tree()[element].is_object() ? state_.child(element, EngineName::start) : element;
    if (!is_left(start)) {
        return false;
    }
    const std::string_view expected = state_.consumption.expected(start);
    const bool is_day = !expected.empty() && expected.front() >= '0' && expected.front() <= '9';
    const std::string_view ours = is_day ? expected : day_;
    return !ours.empty() && !is_same_day(state_.string(start), ours);
}

// Empty: it was read, or the document does not say whom it is about.
std::string_view QualifierAnswers::person_at(NodeId reference) const {
    const NodeId url = state_.child(reference, EngineName::reference);
    const NodeId identifier = state_.child(reference, EngineName::identifier);
    if (person_ == json::no_node || (url != json::no_node && !is_left(url))) {
        return {};
    }
    if (url != json::no_node) {
        const NodeId target = target_of(reference);
        return target == json::no_node ? "unknown" : target == person_ ? std::string_view() : "other";
    }
    return identifier == json::no_node ? "unknown" : is_of_person(identifier) ? std::string_view() : "other";
}

bool QualifierAnswers::is_of_person(NodeId identifier) const {
    return std::ranges::any_of(
        state_.tree().items(state_.child(person_, EngineName::identifier)), [&](NodeId each) {
            return state_.text_at(each, EngineName::system) ==
                       state_.text_at(identifier, EngineName::system) &&
                   state_.text_at(each, EngineName::value) == state_.text_at(identifier, EngineName::value);
        });
}

bool QualifierAnswers::is_other_stay(NodeId reference) const {
    const NodeId url = state_.child(reference, EngineName::reference);
    const NodeId target = is_left(url) ? target_of(reference) : json::no_node;
    return stay_ != json::no_node && target != json::no_node && target != stay_;
}

// Words for readers beside the code that says the same are no other unit, and neither is a code beside the
// form's own words, where the form has no code.
bool QualifierAnswers::is_other_unit(NodeId element, NodeId object) const {
    if (!is_left(element)) {
        return false;
    }
    const auto is_read = [&](EngineName name) {
        const NodeId beside = state_.child(object, name);
        return beside != json::no_node && !is_left(beside);
    };
    const bool is_words = state_.tree()[element].name == state_.plan().key(EngineName::unit);
    return is_words ? !is_read(EngineName::code)
                    : is_other_constant(element) || !is_read(EngineName::unit);
}

bool QualifierAnswers::is_other_constant(NodeId element) const {
    return is_left(element) && !state_.consumption.expected(element).empty();
}

bool QualifierAnswers::has_value(NodeId object) const {
    return std::ranges::any_of(state_.tree().children(object),
                               [&](NodeId field) { return state_.tree().key(field).starts_with("value"); });
}

} // namespace renkei::mapping
