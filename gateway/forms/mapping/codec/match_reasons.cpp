#include "gateway/forms/mapping/codec/match_reasons.h"

#include "gateway/forms/mapping/codec/encode.h"
#include "gateway/forms/mapping/codec/match_codes.h"
#include "gateway/forms/mapping/plan/absent_reason.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// Row of the list that a coding names by the list's own system; none if it is of another system.
CodeRowId local_row(const MatchState& match, const form::CodeList& list, NodeId coding) {
    const form::Form& form = match.form();
    return match.text_at(coding, EngineName::system) == form.text(list.system)
               ? form.row_of_fhir_code(list, match.text_at(coding, EngineName::code))
               : none;
}

void consume_if_any(MatchState& match, NodeId leaf) {
    if (leaf != json::no_node) {
        match.consumption.consume(leaf);
    }
}

// A local reason among the codings of a concept, with the concept's text as its note.
bool read_local_reason(MatchState& match, ItemId item, NodeId coding, NodeId concept_node, Row& row) {
    const form::Form& form = match.form();
    const ListId reasons = form.about().absent_list;
    if (reasons == none) {
        return false;
    }
    const form::CodeList& list = form.lists()[reasons];
    const CodeRowId found = local_row(match, list, coding);
    if (found == none ||
        !match.put_absent(
            item, {form.text(form.rows(list)[found].form), match.text_at(concept_node, EngineName::text)},
            concept_node, row)) {
        return false;
    }
    consume_if_any(match, match.child(concept_node, EngineName::text));
    consume_codings_of(match, list, found, match.child(concept_node, EngineName::coding));
    return true;
}

// A code of the item's own list that means "no value".
bool read_absent_code(MatchState& match, const Hole& hole, ItemId item, NodeId coding, NodeId concept_node,
                      Row& row) {
    if (hole.list == none || hole.list == match.form().about().absent_list ||
        hole.codec != CodecId::concept_) {
        return false;
    }
    const form::Form& form = match.form();
    const form::CodeList& list = form.lists()[hole.list];
    const CodeRowId found = local_row(match, list, coding);
    if (found == none || form.rows(list)[found].absent.empty() ||
        !match.put(item, form.text(form.rows(list)[found].form), concept_node, row)) {
        return false;
    }
    consume_codings_of(match, list, found, match.child(concept_node, EngineName::coding));
    return true;
}

// The standard data-absent-reason beside the local one.
void consume_standard_reason(MatchState& match, NodeId extensions, std::string_view reason) {
    const std::string_view standard = Encoder(match.plan()).standard_reason({reason, {}});
    for (const NodeId extension : match.tree().children(extensions)) {
        const NodeId code = match.child(extension, EngineName::value_code);
        if (match.text_at(extension, EngineName::url) == absent_reason_url && code != json::no_node &&
            match.tree().raw(code) == standard) {
            match.consumption.consume(match.child(extension, EngineName::url));
            match.consumption.consume(code);
        }
    }
}

} // namespace

bool read_reason_concept(MatchState& match, const Hole& hole, NodeId concept_node, Row& row) {
    const auto codings = match.tree().items(match.child(concept_node, EngineName::coding));
    const ItemId item = match.item_of(hole);
    return std::ranges::any_of(codings, [&](NodeId coding) {
        return read_local_reason(match, item, coding, concept_node, row) ||
               read_absent_code(match, hole, item, coding, concept_node, row);
    });
}

bool read_reason_extensions(MatchState& match, const Hole& hole, std::size_t part, NodeId extensions,
                            Row& row) {
    const form::Form& form = match.form();
    const ListId reasons = form.about().absent_list;
    if (extensions == json::no_node || !match.tree()[extensions].is_array() || reasons == none) {
        return false;
    }
    const ItemId item = match.plan().parts(hole)[part].item;
    for (const NodeId extension : match.tree().children(extensions)) {
        const NodeId detail = match.child(extension, EngineName::value_codeable_concept);
        const NodeId codings = match.child(detail, EngineName::coding);
        if (codings == json::no_node ||
            match.text_at(extension, EngineName::url) != match.plan().text(match.plan().head().detail_url)) {
            continue;
        }
        for (const NodeId coding : match.tree().children(codings)) {
            if (read_local_reason(match, item, coding, detail, row)) {
                match.consumption.consume(match.child(extension, EngineName::url));
                const form::CodeList& list = form.lists()[reasons];
                consume_standard_reason(match, extensions,
                                        form.text(form.rows(list)[local_row(match, list, coding)].form));
                return true;
            }
        }
    }
    return false;
}

} // namespace renkei::mapping
