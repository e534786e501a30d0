#include "gateway/forms/mapping/match/statement_codes.h"

#include "generated/messages/conversion.h"

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::mapping {
namespace {

namespace message = diag::message;
using form::Reading;
using form::Says;
using json::NodeId;

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

// Codes that only name the question say nothing.
std::vector<SaidByCode> known_codes(const MatchState& state, const form::Wording& wording, NodeId named) {
    std::vector<SaidByCode> out;
    const NodeId codings = state.child(named, EngineName::coding);
    if (codings == json::no_node || !state.tree()[codings].is_array()) {
        return out;
    }
    for (const NodeId coding : state.tree().items(codings)) {
        const NodeId code =
            state.tree()[coding].is_object() ? state.child(coding, EngineName::code) : json::no_node;
        const Reading* const reading =
            code == json::no_node || state.consumption.is_consumed(code)
                ? nullptr
                : wording.of_code(state.text_at(coding, EngineName::system), state.string(code));
        if (reading != nullptr && reading->says != Says::question) {
            out.push_back({coding, code, reading});
        }
    }
    return out;
}

// All that have a code which is known and not consumed.
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
            wording == nullptr ? json::no_node : state.tree().child(resource, wording->element_of(type));
        if (named == json::no_node || !state.tree()[named].is_object()) {
            continue;
        }
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

} // namespace

void translate_statements(MatchState& state) {
    each_statement(state, [&](const Statement& statement) {
        const Reading* const written = statement.wording.of_text(state.string(statement.text));
        const Reading* const said = statement.codes.front().reading;
        const bool are_one = std::ranges::all_of(
            statement.codes, [&](const SaidByCode& each) { return each.reading == said; });
        const bool is_question = written != nullptr && written->says == Says::question;
        // the text is of all kinds, which is the first reading, and the codes of one
        const bool is_of_kind = said->says == Says::nothing && written == statement.wording.readings().data();
        if (are_one && said != written && (is_question || is_of_kind)) {
            const ReadValue& value = statement.value;
            state.record().set(*value.row, state.item(value.item), said->words,
                               state.tree()[statement.text].begin);
            state.consumption.note(message::loss_translated, statement.text,
                                   std::string(state.string(statement.text)), said->words, value.item);
        }
    });
}

void settle_statement_codes(MatchState& state) {
    each_statement(state, [&](const Statement& statement) {
        const ReadValue& value = statement.value;
        const std::string_view text = state.record().value(*value.row, state.item(value.item)).text();
        const Reading* const written = statement.wording.of_text(text);
        for (const SaidByCode& each : statement.codes) {
            const bool agrees =
                written == each.reading ||
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

} // namespace renkei::mapping
