// Codes of a list. A coding is understood by the local system or by a one-to-one translation.
#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/codec/match_codes.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/plan/absent_reason.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

bool has_code(const Encoder& encoder, const Hole& hole, const Row& row) {
    const std::string_view text = encoder.part(hole, 0, row).text();
    return !text.empty() && encoder.code_row(hole, text) != none;
}

void put_code(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(encoder.text(encoder.code(hole, row).code));
}

void put_coding(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(encoder.text(encoder.code(hole, row).coding));
}

void put_codings(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(encoder.text(encoder.code(hole, row).codings));
}

void put_concept(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    const CodeText& code = encoder.code(hole, row);
    out.append('{');
    if (code.absent.empty()) {
        out.append("\"coding\":[");
        out.append(encoder.text(code.codings));
        out.append(']');
    } else {
        out.append(encoder.text(code.absent));
    }
    out.append('}');
}

bool get_code(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const CodeRowId found = form.row_of_fhir_code(list, match.string(node));
    if (found == none) {
        match.consumption.mark_loss(node, message::loss_code_unknown, form.printed_name(list));
        return false;
    }
    return match.put_and_consume(match.item_of(hole), form.text(form.rows(list)[found].form), node, row);
}

CodeRowId row_of_words(const form::Form& form, const form::CodeList& list, std::string_view words) {
    const auto rows = form.rows(list);
    for (const CodeRowId row : rows.ids()) {
        if (form.text(rows[row].display) == words) {
            return row;
        }
    }
    for (const form::AcceptedCoding& each : form.understood(list)) {
        if (form.text(each.system) == form::words_system && form.text(each.code) == words) {
            return each.row;
        }
    }
    return none;
}

// A text or a display that says the code, where no code does.
bool get_words(MatchState& match, const Hole& hole, NodeId leaf, Row& row) {
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const std::string_view words = leaf == json::no_node ? std::string_view() : match.string(leaf);
    const CodeRowId found = words.empty() ? none : row_of_words(form, list, words);
    if (found == none) {
        return false;
    }
    const std::string_view code = form.text(form.rows(list)[found].form);
    if (!match.put_and_consume(match.item_of(hole), code, leaf, row)) {
        return false;
    }
    match.consumption.note(message::loss_translated, leaf, std::string(words), std::string(code),
                           match.item_of(hole));
    return true;
}

// Words stand for a code where none is given. Beside a code of another system they do only in a list that
// names its words, and never beside one of the list's own that is not in the list.
bool may_be_words(const MatchState& match, const Hole& hole, NodeId coding) {
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const auto is_word = [&](const form::AcceptedCoding& each) {
        return form.text(each.system) == form::words_system;
    };
    return match.child(coding, EngineName::code) == json::no_node ||
           (match.text_at(coding, EngineName::system) != form.text(list.system) &&
            std::ranges::any_of(form.understood(list), is_word));
}

bool get_coding(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const bool has_code = match.child(node, EngineName::code) != json::no_node;
    return has_code ? read_coding(match, hole, node, row)
                    : get_words(match, hole, match.child(node, EngineName::display), row);
}

bool get_concept_words(MatchState& match, const Hole& hole, NodeId node, NodeId codings, Row& row) {
    const auto all = match.tree().items(codings);
    if (!std::ranges::all_of(all, [&](NodeId each) { return may_be_words(match, hole, each); })) {
        return false;
    }
    return get_words(match, hole, match.child(node, EngineName::text), row) ||
           std::ranges::any_of(all, [&](NodeId each) {
               return get_words(match, hole, match.child(each, EngineName::display), row);
           });
}

bool get_concept(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const NodeId codings = match.child(node, EngineName::coding);
    if (codings == json::no_node || !match.tree()[codings].is_array()) {
        return get_words(match, hole, match.child(node, EngineName::text), row);
    }
    match.free_elements(codings);
    if (read_codings(match, hole, codings, row) || get_concept_words(match, hole, node, codings, row)) {
        return true;
    }
    for (const NodeId element : match.tree().children(codings)) {
        for (const NodeId leaf : match.tree().children(element)) {
            if (!match.consumption.loss_kind(leaf)) {
                match.consumption.mark_loss(leaf, message::loss_code_unknown,
                                            match.form().printed_name(match.form().lists()[hole.list]));
            }
        }
    }
    return false;
}

constexpr CodecPlace code_places[] = {
    {code_item, true, "code", false},
    {codes_item, true, "code", false},
    {flag_item, true, "code", false},
};
constexpr CodecPlace coding_places[] = {
    {code_item, true, "Coding", false},
    {codes_item, true, "Coding", false},
    {flag_item, true, "Coding", false},
};
constexpr CodecPlace concept_places[] = {
    {code_item, true, "CodeableConcept", false},
    {codes_item, true, "CodeableConcept", false},
    {flag_item, true, "CodeableConcept", false},
};

} // namespace

const Codec code_codec{CodecId::code, "text", code_places, has_code, put_code, get_code};
const Codec coding_codec{CodecId::coding, "text", coding_places, has_code, put_coding, get_coding};
// Takes the place of coding in CodeableConcept.coding.
const Codec codings_codec{CodecId::codings, "text", {}, has_code, put_codings, read_coding};
const Codec concept_codec{CodecId::concept_, "text", concept_places, has_code, put_concept, get_concept};

} // namespace renkei::mapping
