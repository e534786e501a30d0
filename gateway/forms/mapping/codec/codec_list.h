// The codecs by name, for the table in codec.cpp, and what their files share.
#pragma once

#include "gateway/forms/mapping/codec/encode.h"
#include "gateway/forms/mapping/plan/codec.h"

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
extern const Codec boolean_view_codec;
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
// Date of a time that belongs to a span: the day after if the time is before the start and nearer to the end
// of the span.
std::string date_near(std::string_view date, std::string_view start, std::string_view end,
                      std::string_view time);
// codec_codes.cpp
extern const Codec code_codec;
extern const Codec coding_codec;
extern const Codec codings_codec;
extern const Codec concept_codec;

// Items of a hole with one part, for CodecPlace.
inline constexpr form::ItemType text_item[] = {form::ItemType::text};
inline constexpr form::ItemType token_item[] = {form::ItemType::token};
inline constexpr form::ItemType code_item[] = {form::ItemType::code};
inline constexpr form::ItemType codes_item[] = {form::ItemType::codes};
inline constexpr form::ItemType flag_item[] = {form::ItemType::flag};
inline constexpr form::ItemType date_item[] = {form::ItemType::date};
inline constexpr form::ItemType month_item[] = {form::ItemType::month};
inline constexpr form::ItemType datetime_item[] = {form::ItemType::datetime};
inline constexpr form::ItemType time_item[] = {form::ItemType::time};
inline constexpr form::ItemType integer_item[] = {form::ItemType::integer};
inline constexpr form::ItemType decimal_item[] = {form::ItemType::decimal};

// White space only is no value; control characters are no text, in FHIR as in a form.
bool is_form_text(std::string_view text);

// Codec::has_text of most codecs.
inline bool has_first_part(const Encoder& encoder, const Hole& hole, const record::Row& row) {
    return encoder.part(hole, 0, row).size > 0;
}

} // namespace renkei::mapping
