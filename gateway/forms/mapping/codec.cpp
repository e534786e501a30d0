#include "gateway/forms/mapping/codec.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// The words of the table; they are of no use elsewhere.
namespace codec_table {

using enum forms::ItemType;

constexpr CodecRow rows[] = {
    {text, false, "string", Codec::string, false},
    {text, false, "markdown", Codec::string, false},
    {token, false, "string", Codec::string, false},
    {token, false, "markdown", Codec::string, false},
    {token, false, "code", Codec::string, false},
    {token, false, "id", Codec::string, false},
    {token, false, "uri", Codec::string, false},
    {token, false, "url", Codec::string, false},
    {code, true, "code", Codec::code, false},
    {code, true, "Coding", Codec::coding, false},
    {code, true, "CodeableConcept", Codec::concept_, false},
    {code, true, "string", Codec::form_code, true},
    {codes, true, "code", Codec::code, false},
    {codes, true, "Coding", Codec::coding, false},
    {codes, true, "CodeableConcept", Codec::concept_, false},
    {flag, false, "boolean", Codec::boolean, false},
    {flag, true, "boolean", Codec::boolean, false},
    {flag, true, "code", Codec::code, false},
    {flag, true, "Coding", Codec::coding, false},
    {flag, true, "CodeableConcept", Codec::concept_, false},
    {date, false, "date", Codec::plain, false},
    {date, false, "dateTime", Codec::plain, false},
    {date, false, "string", Codec::plain, true},
    {month, false, "date", Codec::plain, false},
    {month, false, "dateTime", Codec::plain, false},
    {month, false, "string", Codec::plain, false},
    {datetime, false, "dateTime", Codec::plain, false},
    {datetime, false, "instant", Codec::plain, false},
    {time, false, "time", Codec::time, false},
    {integer, false, "integer", Codec::number, false},
    {integer, false, "positiveInt", Codec::number, false},
    {integer, false, "unsignedInt", Codec::number, false},
    {integer, false, "decimal", Codec::number, false},
    {integer, false, "string", Codec::plain, false},
    {decimal, false, "decimal", Codec::number, false},
    {decimal, false, "string", Codec::plain, true},
};

} // namespace codec_table

} // namespace

std::span<const CodecRow> codec_rows() { return codec_table::rows; }

Codec codec_for(forms::ItemType item, bool listed, std::string_view place, bool derived) {
    const auto fits = [&](const CodecRow& row) {
        return row.item == item && row.listed == listed && row.place == place &&
               (derived || !row.derived_only);
    };
    const auto* found = std::find_if(std::begin(codec_table::rows), std::end(codec_table::rows), fits);
    return found == std::end(codec_table::rows) ? Codec::none : found->codec;
}

} // namespace renkei::mapping
