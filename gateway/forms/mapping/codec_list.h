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
extern const Codec view_codec;
// codec_dates.cpp
extern const Codec date_codec;
extern const Codec month_codec;
extern const Codec datetime_codec;
extern const Codec time_codec;
extern const Codec moment_codec;
extern const Codec day_of_month_codec;
extern const Codec span_codec;
// Date of the end of a span: the day after if the end is before the start. Canonical texts.
std::string end_date(std::string_view date, std::string_view start, std::string_view end);
// codec_codes.cpp
extern const Codec code_codec;
extern const Codec coding_codec;
extern const Codec codings_codec;
extern const Codec concept_codec;

// Items of a hole with one part, for CodecPlace.
inline constexpr forms::ItemType text_item[] = {forms::ItemType::text};
inline constexpr forms::ItemType token_item[] = {forms::ItemType::token};
inline constexpr forms::ItemType code_item[] = {forms::ItemType::code};
inline constexpr forms::ItemType codes_item[] = {forms::ItemType::codes};
inline constexpr forms::ItemType flag_item[] = {forms::ItemType::flag};
inline constexpr forms::ItemType date_item[] = {forms::ItemType::date};
inline constexpr forms::ItemType month_item[] = {forms::ItemType::month};
inline constexpr forms::ItemType datetime_item[] = {forms::ItemType::datetime};
inline constexpr forms::ItemType time_item[] = {forms::ItemType::time};
inline constexpr forms::ItemType integer_item[] = {forms::ItemType::integer};
inline constexpr forms::ItemType decimal_item[] = {forms::ItemType::decimal};

// Codec::has_text of most codecs.
inline bool has_first_part(const Encoder& encoder, const Hole& hole, const forms::Row& row) {
    return encoder.part(hole, 0, row).size > 0;
}

} // namespace renkei::mapping
