// Codes and reasons: FHIR -> code of the form. A coding is understood by the local system or by a one-to-one
// translation.
#include "gateway/forms/mapping/absent_reason.h"
#include "gateway/forms/mapping/match_work.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using diag::Message;
using json::NodeId;

} // namespace

bool MatchWork::read_code(const Hole& hole, NodeId node, Row& row) {
    const forms::CodeList& list = form_->lists()[hole.list];
    const std::string_view code = (*tree_)[node].is_string() ? tree_->text(node) : std::string_view();
    const std::uint16_t found = form_->row_of_fhir_code(list, code);
    if (found == none) {
        mark_loss(node, Message::loss_code_unknown, form_->printed_name(list));
        return false;
    }
    if (!put(plan_->parts(hole)[0].item, form_->text(form_->rows(list)[found].form), node, row)) {
        return false;
    }
    consume(node);
    return true;
}

MatchWork::Coding MatchWork::coding_row(const Hole& hole, NodeId coding) const {
    const forms::CodeList& list = form_->lists()[hole.list];
    const std::string_view system = text_at(coding, EngineName::system);
    const std::string_view code = text_at(coding, EngineName::code);
    if (system == form_->text(list.system)) {
        return {form_->row_of_fhir_code(list, code), true};
    }
    for (const forms::AcceptedCoding& each : form_->understood(list)) {
        if (form_->text(each.code) == code && form_->text(each.system) == system) {
            return {each.row, false};
        }
    }
    return {};
}

// The local coding of the row, one of its translations, or one that is understood as it.
bool MatchWork::is_ours(const forms::CodeList& list, std::uint16_t row, NodeId coding) const {
    const std::string_view system = text_at(coding, EngineName::system);
    const std::string_view code = text_at(coding, EngineName::code);
    const forms::CodeRow& local = form_->rows(list)[row];
    if (system == form_->text(list.system)) {
        return code == form_->text(local.fhir);
    }
    if (system == absent_reason_system && !local.absent.empty() && code == form_->text(local.absent)) {
        return true;
    }
    const auto translations = form_->translations(list);
    return std::any_of(translations.begin(), translations.end(), [&](const forms::FurtherCoding& t) {
        return t.row == row && form_->text(t.code) == code && form_->text(t.system) == system;
    });
}

// system, code and display (tolerated); anything else in the coding stays.
void MatchWork::consume_coding(NodeId coding) {
    for (const EngineName key : {EngineName::system, EngineName::code, EngineName::display}) {
        if (const NodeId leaf = child(coding, key); leaf != json::no_node && (*tree_)[leaf].is_string()) {
            consume(leaf);
        }
    }
}

bool MatchWork::read_coding(const Hole& hole, NodeId node, Row& row) {
    const Coding found = coding_row(hole, node);
    if (found.row == none) {
        for (const NodeId leaf : tree_->children(node)) {
            mark_loss(leaf, Message::loss_code_unknown, form_->printed_name(form_->lists()[hole.list]));
        }
        return false;
    }
    const forms::CodeList& list = form_->lists()[hole.list];
    const std::uint16_t index = plan_->parts(hole)[0].item;
    const std::string_view code = form_->text(form_->rows(list)[found.row].form);
    if (!put(index, code, node, row)) {
        return false;
    }
    if (!found.local) {
        note(Message::loss_translated, node,
             std::string(text_at(node, EngineName::system)) + "|" +
                 std::string(text_at(node, EngineName::code)),
             std::string(code), index);
    }
    consume_coding(node);
    return true;
}

// The free elements of CodeableConcept.coding: the first that is understood gives the value, its other names
// are taken with it.
bool MatchWork::read_codings(std::uint32_t index, NodeId codings, Row& row) {
    const Hole& hole = plan_->hole(index);
    const forms::CodeList& list = form_->lists()[hole.list];
    NodeId chosen = json::no_node;
    Coding best;
    for (const NodeId element : tree_->children(codings)) {
        const Coding found =
            claimed_[element] == 0 && (*tree_)[element].is_object() ? coding_row(hole, element) : Coding{};
        if (found.row != none && (best.row == none || (found.local && !best.local))) {
            best = found;
            chosen = element;
        }
    }
    if (best.row == none || !read_coding(hole, chosen, row)) {
        return false;
    }
    for (const NodeId element : tree_->children(codings)) {
        if (claimed_[element] == 0 && (element == chosen || is_ours(list, best.row, element))) {
            consume_coding(element);
            claimed_[element] = 1;
        }
    }
    return true;
}

bool MatchWork::read_concept(const Hole& hole, NodeId node, Row& row) {
    const NodeId codings = child(node, EngineName::coding);
    if (codings == json::no_node || !(*tree_)[codings].is_array()) {
        return false;
    }
    free_elements(codings);
    if (read_codings(static_cast<std::uint32_t>(&hole - plan_->holes().data()), codings, row)) {
        return true;
    }
    for (const NodeId element : tree_->children(codings)) {
        for (const NodeId leaf : tree_->children(element)) {
            if (kinds_[leaf] == no_kind) {
                mark_loss(leaf, Message::loss_code_unknown, form_->printed_name(form_->lists()[hole.list]));
            }
        }
    }
    return false;
}

// ---------------------------------------------------------------- reasons
// A concept that says why there is no value: a local reason (with the note as text), or a code of the item's
// own list.
bool MatchWork::read_reason_concept(std::uint32_t index, NodeId concept_node, Row& row) {
    const Hole& hole = plan_->hole(index);
    const NodeId codings = child(concept_node, EngineName::coding);
    const std::uint16_t reasons = form_->about().absent_list;
    if (codings == json::no_node || !(*tree_)[codings].is_array()) {
        return false;
    }
    const std::uint16_t target = plan_->parts(hole)[0].item;
    for (const NodeId coding : tree_->children(codings)) {
        const std::string_view system = text_at(coding, EngineName::system);
        const std::string_view code = text_at(coding, EngineName::code);
        if (reasons != none && system == form_->text(form_->lists()[reasons].system)) {
            const forms::CodeList& list = form_->lists()[reasons];
            const std::uint16_t found = form_->row_of_fhir_code(list, code);
            const NodeId text = child(concept_node, EngineName::text);
            const std::string_view words = text_at(concept_node, EngineName::text);
            if (found == none ||
                !put_absent(target, {form_->text(form_->rows(list)[found].form), words}, concept_node, row)) {
                continue;
            }
            if (text != json::no_node) {
                consume(text);
            }
            for (const NodeId each : tree_->children(codings)) {
                if (is_ours(list, found, each)) {
                    consume_coding(each);
                }
            }
            return true;
        }
        if (hole.list != none && hole.codec == Codec::concept_ &&
            system == form_->text(form_->lists()[hole.list].system)) {
            const forms::CodeList& list = form_->lists()[hole.list];
            const std::uint16_t found = form_->row_of_fhir_code(list, code);
            if (found == none || form_->rows(list)[found].absent.empty() ||
                !put(target, form_->text(form_->rows(list)[found].form), concept_node, row)) {
                continue;
            }
            for (const NodeId each : tree_->children(codings)) {
                if (is_ours(list, found, each)) {
                    consume_coding(each);
                }
            }
            return true;
        }
    }
    return false;
}

// [{data-absent-reason}, {absent-detail}] at an element.
bool MatchWork::read_reason_extensions(std::uint32_t index, std::size_t part, NodeId extensions, Row& row) {
    const std::uint16_t reasons = form_->about().absent_list;
    if (extensions == json::no_node || !(*tree_)[extensions].is_array() || reasons == none) {
        return false;
    }
    const forms::CodeList& list = form_->lists()[reasons];
    const std::uint16_t target = plan_->parts(plan_->hole(index))[part].item;
    for (const NodeId extension : tree_->children(extensions)) {
        const NodeId detail = child(extension, EngineName::value_codeable_concept);
        if (text_at(extension, EngineName::url) != plan_->text(plan_->head().detail_url) ||
            detail == json::no_node) {
            continue;
        }
        const NodeId codings = child(detail, EngineName::coding);
        if (codings == json::no_node) {
            continue;
        }
        for (const NodeId coding : tree_->children(codings)) {
            const std::uint16_t found = text_at(coding, EngineName::system) == form_->text(list.system)
                                            ? form_->row_of_fhir_code(list, text_at(coding, EngineName::code))
                                            : none;
            if (found == none ||
                !put_absent(target,
                            {form_->text(form_->rows(list)[found].form), text_at(detail, EngineName::text)},
                            detail, row)) {
                continue;
            }
            consume(child(extension, EngineName::url));
            if (const NodeId text = child(detail, EngineName::text); text != json::no_node) {
                consume(text);
            }
            for (const NodeId each : tree_->children(codings)) {
                if (is_ours(list, found, each)) {
                    consume_coding(each);
                }
            }
            const std::string_view standard =
                fill_.encoder().standard_reason({form_->text(form_->rows(list)[found].form), {}});
            for (const NodeId other : tree_->children(extensions)) {
                const NodeId code = child(other, EngineName::value_code);
                if (text_at(other, EngineName::url) == absent_reason_url && code != json::no_node &&
                    tree_->raw(code) == standard) {
                    consume(child(other, EngineName::url));
                    consume(code);
                }
            }
            return true;
        }
    }
    return false;
}

} // namespace renkei::mapping
