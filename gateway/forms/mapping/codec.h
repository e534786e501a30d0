// The closed table of codecs: which item type may occur at which FHIR type, and how. A codec is a pair of
// inverse functions (encode.cpp writes, match_values.cpp and match_codes.cpp read); nothing computes.
#pragma once

#include "gateway/fhir/definitions/rows.h"
#include "gateway/forms/forms/form.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::mapping {

enum class Codec : std::uint8_t {
    none,
    string,       // text as it is
    form_code,    // a code of the form as text (derived places only)
    number,       // digits as written
    boolean,      // 1 true, 0 false
    plain,        // dates and months: nothing to escape
    time,         // HH:MM -> HH:MM:00
    code,         // FHIR code of the list
    coding,       // one Coding: the local one
    codings,      // elements of CodeableConcept.coding: the local one, then the translations
    concept_,     // CodeableConcept with all codings
    moment,       // date + time -> dateTime
    day_of_month, // month + day -> date
    span,         // date + start + end -> Period
    view,         // derived text: see View
};

// Writes a code of a list.
constexpr bool is_coded(Codec codec) { return codec >= Codec::code && codec <= Codec::concept_; }

enum class View : std::uint8_t { none, family, given, join, display, day, list };
constexpr std::string_view view_names[] = {"", "family", "given", "join", "display", "day"};

// How an item type may occur at a FHIR type.
struct CodecRow {
    forms::ItemType item;
    bool listed;            // the item has a code list
    std::string_view place; // FHIR type
    Codec codec;
    bool derived_only; // only as ~item
};
std::span<const CodecRow> codec_rows();

// Codec::none if the item cannot occur there.
Codec codec_for(forms::ItemType item, bool listed, std::string_view place, bool derived);

} // namespace renkei::mapping
