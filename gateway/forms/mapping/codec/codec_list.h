// The codecs by name, for the table in codec.cpp, and what their files share.
#pragma once

#include "gateway/forms/mapping/codec.h"
#include "gateway/forms/mapping/encode.h"

#include <string>

namespace renkei::mapping {

// codec_text.cpp
extern const Codec string_codec;
extern const Codec form_code_codec;
extern const Codec number_codec;
extern const Codec number_text_codec;
extern const Codec boolean_codec;
// codec_xhtml.cpp
extern const Codec xhtml_codec;
// codec_views.cpp
extern const Codec view_codec;
// codec_dates.cpp
extern const Codec date_codec;
extern const Codec month_codec;
extern const Codec datetime_codec;
extern const Codec time_codec;
extern const Codec moment_codec;
extern const Codec day_of_month_codec;
extern const Codec span_codec;
extern const Codec moment_near_codec;
// Date of the end of a span: the day after if the end is before the start. Canonical texts.
std::string end_date(std::string_view date, std::string_view start, std::string_view end);
// Date of a time that belongs to a span: the day after if the time is before the start and nearer to the span
// there.
std::string date_near(std::string_view date, std::string_view start, std::string_view end,
                      std::string_view time);
// codec_codes.cpp
extern const Codec code_codec;
extern const Codec coding_codec;
extern const Codec codings_codec;
extern const Codec concept_codec;

// Items of a hole with one part, for CodecPlace.
inline constexpr model::ItemType text_item[] = {model::ItemType::text};
inline constexpr model::ItemType token_item[] = {model::ItemType::token};
inline constexpr model::ItemType code_item[] = {model::ItemType::code};
inline constexpr model::ItemType codes_item[] = {model::ItemType::codes};
inline constexpr model::ItemType flag_item[] = {model::ItemType::flag};
inline constexpr model::ItemType date_item[] = {model::ItemType::date};
inline constexpr model::ItemType month_item[] = {model::ItemType::month};
inline constexpr model::ItemType datetime_item[] = {model::ItemType::datetime};
inline constexpr model::ItemType time_item[] = {model::ItemType::time};
inline constexpr model::ItemType integer_item[] = {model::ItemType::integer};
inline constexpr model::ItemType decimal_item[] = {model::ItemType::decimal};

// White space only is no value; control characters are no text, in FHIR as in a form.
bool is_form_text(std::string_view text);

// Codec::has_text of most codecs.
inline bool has_first_part(const Encoder& encoder, const Hole& hole, const model::Row& row) {
    return encoder.part(hole, 0, row).size > 0;
}

} // namespace renkei::mapping
