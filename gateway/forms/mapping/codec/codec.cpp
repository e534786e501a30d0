#include "gateway/forms/mapping/plan/codec.h"

#include "gateway/forms/mapping/codec/codec_list.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>

namespace renkei::mapping {
namespace {

const Codec* const table[] = {
    // in the order of CodecId
    nullptr,
    &string_codec,
    &form_code_codec,
    &number_codec,
    &number_text_codec,
    &boolean_codec,
    &date_codec,
    &month_codec,
    &datetime_codec,
    &time_codec,
    &code_codec,
    &coding_codec,
    &codings_codec,
    &concept_codec,
    &moment_codec,
    &day_of_month_codec,
    &span_codec,
    &moment_near_codec,
    &view_codec,
    &xhtml_codec,
    &boolean_view_codec,
};
static_assert(std::size(table) == static_cast<std::size_t>(CodecId::count));

} // namespace

const Codec& codec(CodecId id) {
    assert(id != CodecId::none && id < CodecId::count);
    const Codec& out = *table[static_cast<std::size_t>(id)];
    assert(out.id == id);
    return out;
}

std::span<const Codec* const> codecs() { return std::span(table).subspan(1); }

CodecId codec_for(std::span<const form::ItemType> items, bool listed, std::string_view type, bool derived) {
    for (const Codec* const each : codecs()) {
        const bool fits = std::ranges::any_of(each->places, [&](const CodecPlace& place) {
            return place.listed == listed && place.type == type && (derived || !place.derived_only) &&
                   std::ranges::equal(place.items, items);
        });
        if (fits) {
            return each->id;
        }
    }
    return CodecId::none;
}

} // namespace renkei::mapping
