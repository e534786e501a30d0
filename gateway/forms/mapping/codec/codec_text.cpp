// Text, numbers and booleans.
#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/conversion.h"

namespace renkei::mapping {
namespace {

// Marks the value as not canonical; always false.
bool not_canonical(MatchState& match, NodeId node, const Codec& codec) {
    match.consumption.mark_loss(node, message::loss_not_canonical, codec.canonical);
    return false;
}

// ---------------------------------------------------------------- text
void put_string(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    append_quoted(out, encoder.part(hole, 0, row).text());
}

// CR and CR LF -> LF
std::string with_line_feeds(std::string_view text) {
    std::string lines;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            lines += text[i];
        } else if (i + 1 == text.size() || text[i + 1] != '\n') {
            lines += '\n';
        }
    }
    return lines;
}

bool get_string(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    if (!match.tree()[node].is_string()) {
        return not_canonical(match, node, string_codec);
    }
    std::string_view text = match.tree().text(node);
    const ItemId item = match.item_of(hole);
    // text of another system: kept to the byte
    const bool opaque = match.form().groups()[match.item(item).group].kind == form::GroupKind::carried ||
                        !match.plan().head().only_resource.empty();
    if (!opaque && text.find('\r') != std::string_view::npos) {
        text = match.record().arena().keep(with_line_feeds(text));
        match.consumption.note(message::loss_normalised, node, "CR", "LF", item);
    }
    if (text.empty() || (!opaque && !is_form_text(text))) {
        return not_canonical(match, node, string_codec);
    }
    return match.put_and_consume(item, text, node, row);
}

constexpr CodecPlace string_places[] = {
    {text_item, false, "string", false},   {text_item, false, "markdown", false},
    {token_item, false, "string", false},  {token_item, false, "markdown", false},
    {token_item, false, "code", false},    {token_item, false, "id", false},
    {token_item, false, "uri", false},     {token_item, false, "url", false},
    {token_item, false, "instant", false}, {token_item, false, "dateTime", false},
};
constexpr CodecPlace form_code_places[] = {{code_item, true, "string", true}};

// ---------------------------------------------------------------- numbers
void put_number(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(encoder.part(hole, 0, row).text());
}

void put_number_text(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    append_in_quotes(out, encoder.part(hole, 0, row).text());
}

bool is_number_of(const MatchState& match, ItemId item, std::string_view text) {
    return record::is_canonical(match.form(), match.item(item), text);
}

bool get_number(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const ItemId item = match.item_of(hole);
    const record::LexicalResult number =
        record::read_value(match.form(), match.item(item), {match.number(node), record::SourceType::number},
                           record::ReadMode::strict, match.record().arena());
    return number.finding ? not_canonical(match, node, number_codec)
                          : match.put_and_consume(item, number.text, node, row);
}

bool get_number_text(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const ItemId item = match.item_of(hole);
    const std::string_view text = match.string(node);
    return is_number_of(match, item, text) ? match.put_and_consume(item, text, node, row)
                                           : not_canonical(match, node, number_text_codec);
}

constexpr std::string_view number_form = "0, 12, 36.5";
constexpr CodecPlace number_places[] = {
    {integer_item, false, "integer", false},     {integer_item, false, "positiveInt", false},
    {integer_item, false, "unsignedInt", false}, {integer_item, false, "decimal", false},
    {decimal_item, false, "decimal", false},
};
constexpr CodecPlace number_text_places[] = {
    {integer_item, false, "string", false},
    {decimal_item, false, "string", true},
};

// ---------------------------------------------------------------- booleans
void put_boolean(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append(encoder.part(hole, 0, row).text() == "1" ? "true" : "false");
}

bool get_boolean(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const json::Node& value = match.tree()[node];
    if (!value.is_boolean()) {
        return not_canonical(match, node, boolean_codec);
    }
    return match.put_and_consume(match.item_of(hole), value.kind == json::ValueKind::true_value ? "1" : "0",
                                 node, row);
}

constexpr CodecPlace boolean_places[] = {
    {flag_item, false, "boolean", false},
    {flag_item, true, "boolean", false},
};

} // namespace

bool is_form_text(std::string_view text) {
    const bool is_space = text.find_first_not_of(" \t\n") == std::string_view::npos &&
                          text.find("　") == std::string_view::npos;
    return !is_space && !text::first_control(text);
}

const Codec string_codec{CodecId::string, "text", string_places, has_first_part, put_string, get_string};
const Codec form_code_codec{CodecId::form_code, "text",     form_code_places,
                            has_first_part,     put_string, get_string};
const Codec number_codec{CodecId::number, number_form, number_places, has_first_part, put_number, get_number};
const Codec number_text_codec{CodecId::number_text, number_form,     number_text_places,
                              has_first_part,       put_number_text, get_number_text};
const Codec boolean_codec{CodecId::boolean, "true / false", boolean_places,
                          has_first_part,   put_boolean,    get_boolean};

} // namespace renkei::mapping
