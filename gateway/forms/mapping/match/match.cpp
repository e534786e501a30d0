#include "gateway/forms/mapping/match/match.h"

#include "gateway/core/json/place.h"
#include "gateway/forms/mapping/match/comparison.h"
#include "gateway/forms/mapping/match/match_entries.h"
#include "gateway/forms/mapping/match/match_loss.h"
#include "gateway/forms/mapping/match/match_qualifiers.h"
#include "generated/messages/conversion.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace renkei::mapping {

namespace {

using form::Reading;
using form::Says;

// Codes of others that say that there is none, or that it is not known, beside a text that an item takes
// (shared/wordings.yaml). Such a code says more than a text that only repeats the question.

// A coding that a wording knows.
struct SaidByCode {
    NodeId coding;
    NodeId code;
    const Reading* reading;
};

// A CodeableConcept whose text an item takes.
struct Statement {
    const form::Wording& wording;
    NodeId text;
    const ReadValue& value;
    std::vector<SaidByCode> codes{};
};

// The texts of codes that only name a question and those of what is said to it: 「食物アレルギー：なし」
bool is_question(const SaidByCode& each) { return each.reading->says == Says::question; }
std::string answered(const SaidByCode& question, std::string_view answer) {
    return question.reading->words + "：" + std::string(answer);
}

std::vector<SaidByCode> known_codes(const MatchState& state, const form::Wording& wording, NodeId named) {
    std::vector<SaidByCode> out;
    for (const NodeId coding : state.tree().items(state.child(named, EngineName::coding))) {
        const NodeId code = state.child(coding, EngineName::code);
        const Reading* const reading =
            code == json::no_node || state.consumption.is_consumed(code)
                ? nullptr
                : wording.of_code(state.text_at(coding, EngineName::system), state.string(code));
        if (reading != nullptr && (reading->says != Says::question || !reading->words.empty())) {
            out.push_back({coding, code, reading});
        }
    }
    if (!std::ranges::all_of(out, is_question)) {
        std::erase_if(out, is_question); // the others answer it
    }
    return out;
}

// Visits all statements with a known code that was not consumed.
template <class Visit>
void each_statement(MatchState& state, const Visit& visit) {
    std::string_view type; // of the resource before: many of one type stand together
    const form::Wording* wording = nullptr;
    for (const auto& [resource, known] : state.known_resources()) {
        if (known.matched.row == nullptr) {
            continue;
        }
        if (const std::string_view next = state.text_at(resource, EngineName::resource_type); next != type) {
            type = next;
            wording = state.plan().wordings().of_type(type);
        }
        const NodeId named =
            wording == nullptr ? json::no_node : state.child(resource, wording->element_of(type));
        const NodeId text = state.child(named, EngineName::text);
        if (text == json::no_node) {
            continue;
        }
        std::vector<SaidByCode> codes = known_codes(state, *wording, named);
        const std::vector<const ReadValue*> values =
            codes.empty() ? std::vector<const ReadValue*>() : state.values_below(text);
        if (!values.empty()) { // else the text has its home elsewhere and is compared
            visit(Statement{
                .wording = *wording, .text = text, .value = *values.front(), .codes = std::move(codes)});
        }
    }
}

void put_words(MatchState& state, const Statement& statement, const std::string& words) {
    const ReadValue& value = statement.value;
    const std::string_view kept = state.record().arena().keep(words);
    state.record().set(*value.row, state.item(value.item), kept, state.tree()[statement.text].begin);
    state.consumption.note(message::loss_translated, statement.text,
                           std::string(state.string(statement.text)), words, value.item);
}

// When everything is read and nothing is compared: a text that says less than its codes is replaced by what
// they say.
void translate_statements(MatchState& state) {
    each_statement(state, [&](const Statement& statement) {
        const std::string_view text = state.string(statement.text);
        const Reading* const written = statement.wording.of_text(text);
        const SaidByCode& first = statement.codes.front();
        const Reading* const said = first.reading;
        if (is_question(first)) { // a text without an answer of its own says no to this question alone
            const Reading* const as_answer = statement.wording.of_text(answered(first, text));
            const bool is_answer =
                written == nullptr || written->says == Says::nothing || written->says == Says::unknown;
            const bool says_no =
                as_answer != nullptr && (as_answer->says == Says::nothing || as_answer->says == Says::denied);
            if (is_answer && says_no && as_answer != written) {
                put_words(state, statement, answered(first, text));
            }
            return;
        }
        const bool are_one = std::ranges::all_of(
            statement.codes, [&](const SaidByCode& each) { return each.reading == said; });
        const bool only_asks = written != nullptr && written->says == Says::question;
        // the text denies all kinds (the first reading), and the codes deny only one kind
        const bool is_of_kind = said->says == Says::nothing && written == statement.wording.readings().data();
        if (are_one && said != written && (only_asks || is_of_kind)) {
            put_words(state, statement, said->words);
        }
    });
}

// When everything is compared: a code that says the same as the text is known, one that contradicts it is a
// conflict.
void settle_statement_codes(MatchState& state) {
    each_statement(state, [&](const Statement& statement) {
        const ReadValue& value = statement.value;
        const std::string_view text = state.record().value(*value.row, state.item(value.item)).text();
        const Reading* const written = statement.wording.of_text(text);
        for (const SaidByCode& each : statement.codes) {
            if (is_question(each) && !text.starts_with(answered(each, {}))) {
                continue;
            }
            const bool agrees =
                is_question(each) || written == each.reading ||
                (written != nullptr && written->says == Says::unknown && each.reading->says == Says::unknown);
            const std::string_view display = state.text_at(each.coding, EngineName::display);
            const bool is_shown_so = !agrees || statement.wording.of_text(display) == each.reading;
            for (const EngineName name : {EngineName::system, EngineName::code, EngineName::display}) {
                const NodeId leaf = state.child(each.coding, name);
                if (leaf != json::no_node && (name != EngineName::display || is_shown_so)) {
                    state.consumption.consume(leaf);
                }
            }
            if (!agrees) { // one finding for the coding
                state.consumption.release(each.code);
                state.consumption.mark_loss(each.code, message::loss_conflict, text);
            }
        }
    });
}

} // namespace

struct Matcher::Parts {
    explicit Parts(const Plan& plan)
        : state(plan),
          entries(state),
          fill(plan),
          comparison(state, fill),
          qualifiers(state, fill) {}

    // Returns the leaves that were not consumed.
    std::vector<json::NodeId> match(record::Record& record, diag::Report& unwritable);

    MatchState state;
    EntryMatcher entries;
    Fill fill;
    Comparison comparison;
    QualifierCheck qualifiers;
};

Matcher::Matcher(const Plan& plan) : parts_(std::make_unique<Parts>(plan)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

// A resource whose row is empty was not matched after all.
static void release_pruned(MatchState& state, const Fill& fill) {
    for (auto& [resource, known] : state.known_resources()) {
        if (known.matched.row != nullptr && !is_in_record(fill, *known.matched.row)) {
            known.matched = {};
            state.consumption.release_all(resource);
            const auto entries = state.index().entries();
            if (known.bundle_entry < entries.size() && entries[known.bundle_entry].resource == resource) {
                if (const NodeId url = state.child(entries[known.bundle_entry].node, EngineName::full_url);
                    url != json::no_node) {
                    state.consumption.release_all(url);
                }
            }
        }
    }
}

// Notes values read from accepted shapes, except in resources that equal what a `when` entry writes.
static void note_older_shapes(MatchState& state) {
    std::vector<json::NodeId> derived;
    for (const auto& [resource, known] : state.known_resources()) {
        if (known.matched.row != nullptr && state.plan().entries()[known.matched.entry].derived != 0) {
            derived.push_back(resource);
        }
    }
    std::ranges::sort(derived);
    for (const ReadValue& each : state.values()) {
        const auto behind = std::ranges::upper_bound(derived, each.node);
        const bool is_in_derived =
            behind != derived.begin() && each.node < state.tree().after(*std::prev(behind));
        if (each.from_accepted && !is_in_derived) {
            state.consumption.note(message::loss_older_shape, each.node, {}, {}, each.item);
        }
    }
}

std::vector<json::NodeId> Matcher::Parts::match(record::Record& record, diag::Report& unwritable) {
    entries.match_all();
    state.settle_joined();
    translate_statements(state);
    record.prune();
    fill.prepare(record, unwritable);
    release_pruned(state, fill);
    comparison.run(entries.resources());
    if (record.prune()) { // of a row whose only value was taken back
        diag::Report known;
        fill.prepare(record, known);
        release_pruned(state, fill);
    }
    settle_statement_codes(state);
    note_older_shapes(state);
    return state.consumption.left();
}

// An element that must not be read can make the match of others wrong, so the document is matched again
// without it. More is excluded each time, so this ends.
diag::Result<void> Matcher::run(const json::Tree& tree, record::Record& record, diag::Report& loss) {
    auto& [state, entries, fill, comparison, qualifiers] = *parts_;
    state.begin(tree, record);
    qualifiers.begin();
    if (!entries.find_composition()) {
        const Plan& plan = state.plan();
        return diag::fail(
            message::no_composition_of_form, {.path = "Bundle.entry"},
            {state.form().text(state.form().about().title), plan.text(plan.head().composition_types)});
    }
    if (const std::optional<NodeId> other = entries.further_person()) {
        return diag::fail(message::several_persons, json::where(tree, *other));
    }
    diag::Report unwritable;
    std::vector<json::NodeId> left = parts_->match(record, unwritable);
    while (qualifiers.run(left)) {
        state.restart();
        unwritable = diag::Report();
        left = parts_->match(record, unwritable);
    }
    if (const std::optional<Qualified>& refused = qualifiers.refused()) {
        return refusal_by(tree, *refused);
    }
    loss.append(unwritable);
    list_loss(state, entries, qualifiers, left, loss);
    return {};
}

const resources::BundleIndex& Matcher::index() const { return parts_->state.index(); }

std::vector<Counterpart> Matcher::counterparts() {
    Fill& fill = parts_->fill;
    fill.make_urls();
    std::vector<Counterpart> out;
    std::set<std::pair<EntryId, const record::Row*>> seen; // of several that are read together the first
    for (const auto& [resource, known] : parts_->state.known_resources()) {
        const MatchedBy& matched = known.matched;
        if (matched.row != nullptr && seen.emplace(matched.entry, matched.row).second &&
            fill.is_live(matched.entry, *matched.row)) {
            out.push_back({.resource = resource,
                           .entry = known.bundle_entry,
                           .url = "urn:uuid:" + std::string(fill.url_of(matched.entry, *matched.row))});
        }
    }
    return out;
}

const Consumption& Matcher::consumption() const { return parts_->state.consumption; }

std::vector<json::NodeId> Matcher::unmapped() const {
    const Consumption& consumption = parts_->state.consumption;
    std::vector<json::NodeId> out = consumption.left();
    std::erase_if(out, [&](json::NodeId leaf) {
        return consumption.loss_kind(leaf).value_or(message::loss_unmapped) != message::loss_unmapped;
    });
    return out;
}

} // namespace renkei::mapping
