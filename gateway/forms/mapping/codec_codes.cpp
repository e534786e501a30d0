// Codes of a list. A coding is understood by the local system or by a one-to-one translation.
#include "gateway/forms/mapping/absent_reason.h"
#include "gateway/forms/mapping/codec_list.h"
#include "gateway/forms/mapping/match_codes.h"
#include "gateway/forms/mapping/match_state.h"
#include "generated/messages/conversion.h"

namespace renkei::mapping {
namespace {

namespace message = diag::message;
using json::NodeId;
using model::Row;

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
    const model::Form& form = match.form();
    const model::CodeList& list = form.lists()[hole.list];
    const CodeRowId found = form.row_of_fhir_code(list, match.string(node));
    if (found == none) {
        match.consumption.mark_loss(node, message::loss_code_unknown, form.printed_name(list));
        return false;
    }
    return match.put_and_consume(match.item_of(hole), form.text(form.rows(list)[found].form), node, row);
}

bool get_concept(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const NodeId codings = match.child(node, EngineName::coding);
    if (codings == json::no_node || !match.tree()[codings].is_array()) {
        return false;
    }
    match.free_elements(codings);
    if (read_codings(match, hole, codings, row)) {
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
const Codec coding_codec{CodecId::coding, "text", coding_places, has_code, put_coding, read_coding};
// Takes the place of coding in CodeableConcept.coding.
const Codec codings_codec{CodecId::codings, "text", {}, has_code, put_codings, read_coding};
const Codec concept_codec{CodecId::concept_, "text", concept_places, has_code, put_concept, get_concept};

} // namespace renkei::mapping
