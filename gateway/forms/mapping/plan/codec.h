// Codecs: how an item type is written at a FHIR type, and read back. A codec is one struct with both
// directions; codec.cpp has the table of all, codec_text.cpp, codec_dates.cpp and codec_codes.cpp the codecs
// themselves.
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::record {
struct Row;
}

namespace renkei::mapping {

using record::Row;

class Encoder;
class MatchState;
struct Hole;

enum class CodecId : std::uint8_t {
    none,
    string,       // text as it is
    form_code,    // a code of the form as text (derived places only)
    number,       // digits as written
    number_text,  // … as a string
    boolean,      // 1 true, 0 false
    date,         // YYYY-MM-DD
    month,        // YYYY-MM
    datetime,     // Japanese local time with its zone
    time,         // HH:MM -> HH:MM:00
    code,         // FHIR code of the list
    coding,       // one Coding: the local one
    codings,      // elements of CodeableConcept.coding: the local one, then the translations
    concept_,     // CodeableConcept with all codings
    moment,       // date + time -> dateTime
    day_of_month, // month + day -> date
    span,         // date + start + end -> Period
    moment_near,  // date + start + end + time -> dateTime near the span
    view,         // derived text: see View
    xhtml,        // text as the paragraphs of a narrative
    boolean_view, // a view whose texts are true and false
    count,
};

// Writes a code of a list.
constexpr bool is_coded(CodecId codec) { return codec >= CodecId::code && codec <= CodecId::concept_; }

// Derived: compared, never read.
constexpr bool is_view(CodecId codec) { return codec == CodecId::view || codec == CodecId::boolean_view; }

// Writes a dateTime whose last part is a time; a reason for the time stands beside the date.
constexpr bool is_moment(CodecId codec) { return codec == CodecId::moment || codec == CodecId::moment_near; }

// cases, order: declared under `views:`
enum class View : std::uint8_t { none, family, given, join, display, time, list, cases, order };
constexpr bool is_declared(View view) { return view == View::cases || view == View::order; }
constexpr std::string_view view_names[] = {"", "family", "given", "join", "display", "time"};
// What a piece of a view writes of its value. Nothing: the value only decides; digits: of a day or a moment.
enum class PieceWrites : std::uint16_t { nothing, text, digits };

// Item types that a codec takes (one for each part of the hole) and the FHIR type where it writes them.
struct CodecPlace {
    std::span<const form::ItemType> items;
    bool listed; // the item has a code list
    std::string_view type;
    bool derived_only; // only as ~item
};

struct Codec {
    CodecId id;
    std::string_view canonical; // the form of the FHIR value, for messages
    std::span<const CodecPlace> places;
    // Is there text to write? (A reason is no text; a code outside its list is no text.)
    bool (*has_text)(const Encoder& encoder, const Hole& hole, const record::Row& row);
    // Appends the JSON of the value; has_text() must hold.
    void (*put)(const Encoder& encoder, const Hole& hole, const record::Row& row, base::Buffer& out);
    // Reads the value into the row and consumes it. False: it is not what put() writes; the reason is marked.
    bool (*get)(MatchState& match, const Hole& hole, json::NodeId node, record::Row& row);
};

const Codec& codec(CodecId id);
std::span<const Codec* const> codecs(); // all but none, in the order of their ids

// FHIR types without spaces: a value becomes part of the text as RFC 3986 says.
constexpr bool is_uri_like(std::string_view type) { return type == "uri" || type == "url" || type == "code"; }

// CodecId::none if the items cannot occur there.
CodecId codec_for(std::span<const form::ItemType> items, bool listed, std::string_view type, bool derived);

} // namespace renkei::mapping
