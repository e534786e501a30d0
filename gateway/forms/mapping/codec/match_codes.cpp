#include "gateway/forms/mapping/codec/match_codes.h"

#include "gateway/forms/mapping/plan/absent_reason.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct CodingRow {
    CodeRowId row = none;
    bool is_local = false;
};

CodingRow coding_row(const MatchState& match, const Hole& hole, NodeId coding) {
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const std::string_view system = match.text_at(coding, EngineName::system);
    const std::string_view code = match.text_at(coding, EngineName::code);
    if (system == form.text(list.system)) {
        return {form.row_of_fhir_code(list, code), true};
    }
    for (const form::AcceptedCoding& each : form.understood(list)) {
        if (form.text(each.code) == code && form.text(each.system) == system) {
            return {each.row, false};
        }
    }
    return {};
}

// Notes a display that belongs to another code of the list: the code or the display is wrong.
void note_other_display(MatchState& match, const form::CodeList& list, CodeRowId row, NodeId coding,
                        ItemId item) {
    const form::Form& form = match.form();
    const std::string_view shown = match.text_at(coding, EngineName::display);
    const auto rows = form.rows(list);
    const auto is_of = [&](const form::CodeRow& each) { return form.text(each.display) == shown; };
    if (!shown.empty() && !is_of(rows[row]) && std::ranges::any_of(rows, is_of)) {
        match.consumption.note(message::loss_display_differs, match.child(coding, EngineName::display),
                               std::string(shown), std::string(form.text(rows[row].display)), item);
    }
}

} // namespace

bool is_coding_of(const MatchState& match, const form::CodeList& list, CodeRowId row, NodeId coding) {
    const form::Form& form = match.form();
    const std::string_view system = match.text_at(coding, EngineName::system);
    const std::string_view code = match.text_at(coding, EngineName::code);
    const form::CodeRow& local = form.rows(list)[row];
    if (system == form.text(list.system)) {
        return code == form.text(local.fhir);
    }
    if (system == absent_reason_system && !local.absent.empty() && code == form.text(local.absent)) {
        return true;
    }
    const auto translations = form.translations(list);
    return std::ranges::any_of(translations, [&](const form::FurtherCoding& t) {
        return t.row == row && form.text(t.code) == code && form.text(t.system) == system;
    });
}

void consume_coding(MatchState& match, NodeId coding) {
    for (const EngineName key : {EngineName::system, EngineName::code, EngineName::display}) {
        const NodeId leaf = match.child(coding, key);
        if (leaf != json::no_node && match.tree()[leaf].is_string()) {
            match.consumption.consume(leaf);
        }
    }
}

void consume_codings_of(MatchState& match, const form::CodeList& list, CodeRowId row, NodeId codings) {
    for (const NodeId each : match.tree().children(codings)) {
        if (is_coding_of(match, list, row, each)) {
            consume_coding(match, each);
        }
    }
}

bool read_coding(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const CodingRow found = coding_row(match, hole, node);
    if (found.row == none) {
        for (const NodeId leaf : match.tree().children(node)) {
            match.consumption.mark_loss(leaf, message::loss_code_unknown, form.printed_name(list));
        }
        return false;
    }
    const ItemId item = match.item_of(hole);
    const std::string_view code = form.text(form.rows(list)[found.row].form);
    if (!match.put(item, code, node, row)) {
        return false;
    }
    note_other_display(match, list, found.row, node, item);
    if (!found.is_local) {
        match.consumption.note(message::loss_translated, node,
                               std::string(match.text_at(node, EngineName::system)) + "|" +
                                   std::string(match.text_at(node, EngineName::code)),
                               std::string(code), item);
    }
    consume_coding(match, node);
    return true;
}

bool read_codings(MatchState& match, const Hole& hole, NodeId codings, Row& row) {
    const form::CodeList& list = match.form().lists()[hole.list];
    NodeId chosen = json::no_node;
    CodingRow best;
    for (const NodeId element : match.tree().children(codings)) {
        const bool may_be = match.is_free(element) && match.tree()[element].is_object();
        const CodingRow found = may_be ? coding_row(match, hole, element) : CodingRow{};
        if (found.row != none && (best.row == none || (found.is_local && !best.is_local))) {
            best = found;
            chosen = element;
        }
    }
    if (best.row == none || !read_coding(match, hole, chosen, row)) {
        return false;
    }
    for (const NodeId element : match.tree().children(codings)) {
        if (match.is_free(element) && (element == chosen || is_coding_of(match, list, best.row, element))) {
            consume_coding(match, element);
            match.claim(element);
        }
    }
    return true;
}

json::NodeId words_of_codes(const MatchState& match, json::NodeId named) {
    const json::Tree& tree = match.tree();
    const json::NodeId codings = match.child(named, EngineName::coding);
    const json::NodeId resource = tree.parent(named);
    const std::string_view type = resource != json::no_node && tree[resource].is_object()
                                      ? match.text_at(resource, EngineName::resource_type)
                                      : std::string_view();
    const form::Wording* const wording = type.empty() ? nullptr : match.plan().wordings().of_type(type);
    if (wording == nullptr || wording->element_of(type) != tree.key(named) ||
        match.child(named, EngineName::text) != json::no_node) {
        return json::no_node;
    }
    json::NodeId out = json::no_node;
    for (const json::NodeId coding : tree.items(codings)) {
        if (!tree[coding].is_object()) {
            continue;
        }
        const json::NodeId code = match.child(coding, EngineName::code);
        const json::NodeId display = match.child(coding, EngineName::display);
        const std::string_view system = match.text_at(coding, EngineName::system);
        const bool is_read = (code != json::no_node && match.consumption.is_consumed(code)) ||
                             (display != json::no_node && match.consumption.is_consumed(display));
        if (is_read || wording->of_code(system, match.text_at(coding, EngineName::code)) != nullptr) {
            return json::no_node;
        }
        out = out == json::no_node && !system.empty() ? display : out;
    }
    return out;
}

} // namespace renkei::mapping
