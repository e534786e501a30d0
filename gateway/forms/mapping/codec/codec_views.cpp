// Views: texts that are made of items when they are written. They are compared and never read.
#include "gateway/core/base/characters.h"
#include "gateway/core/text/percent.h"
#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/codec/match_state.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// ---------------------------------------------------------------- declared views
// The two days, one of which is there, to the precision that both have: years, months, days or seconds.
// Canonical texts of one zone are in order of time.
ViewOrder order_of(std::string_view first, std::string_view second) {
    if (first.empty() || second.empty()) {
        return first.empty() ? ViewOrder::only_second : ViewOrder::only_first;
    }
    const std::size_t both = std::min(first.size(), second.size());
    const int order = first.substr(0, both).compare(second.substr(0, both));
    return order < 0 ? ViewOrder::before : order > 0 ? ViewOrder::after : ViewOrder::same;
}

bool holds(const Encoder& encoder, const Hole& hole, const ViewCase& view_case, const Row& row) {
    return std::ranges::all_of(encoder.plan().pieces(view_case), [&](const ViewPiece& piece) {
        const std::string_view text = encoder.part(hole, piece.part, row).text();
        if (text.empty() || piece.pattern == no_view_pattern) {
            return !text.empty();
        }
        return encoder.plan()
            .view_pattern(piece.pattern)
            .matches(piece.wording == no_wording ? text : encoder.reading(piece.wording, text));
    });
}

// Null: the view has no text in this row.
const ViewCase* chosen_case(const Encoder& encoder, const Hole& hole, const Row& row) {
    const auto cases = encoder.plan().view_cases(hole);
    const ViewCase* chosen = nullptr;
    if (hole.view == View::order) {
        const std::string_view first = encoder.part(hole, 0, row).text();
        const std::string_view second = encoder.part(hole, 1, row).text();
        const bool has_day = !first.empty() || !second.empty();
        chosen = has_day ? &cases[static_cast<std::size_t>(order_of(first, second))] : nullptr;
    } else {
        const auto first = std::ranges::find_if(
            cases, [&](const ViewCase& each) { return holds(encoder, hole, each, row); });
        chosen = first == cases.end() ? nullptr : &*first;
    }
    if (chosen == nullptr) {
        return nullptr;
    }
    const auto pieces = encoder.plan().pieces(*chosen);
    const bool writes = !chosen->tail.empty() || std::ranges::any_of(pieces, [](const ViewPiece& piece) {
        return piece.writes != PieceWrites::nothing;
    });
    return writes ? chosen : nullptr;
}

// Percent-encodes characters that would make the end of the value uncertain, or that a URI cannot contain.
void append_value(base::Buffer& out, std::string_view text, bool in_uri) {
    const auto is_plain = [&](char c) {
        return in_uri ? text::is_unreserved(c) : c != '%' && c != ':' && c != '/' && c != '|';
    };
    while (!text.empty()) {
        const auto stop = std::ranges::find_if_not(text, is_plain);
        const auto plain = static_cast<std::size_t>(stop - text.begin());
        append_escaped(out, text.substr(0, plain));
        text.remove_prefix(plain);
        if (!text.empty()) {
            constexpr std::string_view digits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(text[0]);
            out.append('%');
            out.append(digits[byte >> 4U]);
            out.append(digits[byte & 15U]);
            text.remove_prefix(1);
        }
    }
}

// A day or a moment as it stands in a file name: 20260120, 20260120093000. The zone is always Japan's.
void append_digits(base::Buffer& out, std::string_view text) {
    constexpr std::size_t without_zone = 19; // 2026-01-20T09:30:00
    for (const char c : text.substr(0, without_zone)) {
        if (c >= '0' && c <= '9') {
            out.append(c);
        }
    }
}

void put_case(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    const ViewCase& chosen = *chosen_case(encoder, hole, row);
    for (const ViewPiece& piece : encoder.plan().pieces(chosen)) {
        append_escaped(out, encoder.text(piece.before));
        const std::string_view text = encoder.part(hole, piece.part, row).text();
        switch (piece.writes) {
        case PieceWrites::nothing: break;
        case PieceWrites::text: append_value(out, text, hole.in_uri); break;
        case PieceWrites::digits: append_digits(out, text); break;
        }
    }
    append_escaped(out, encoder.text(chosen.tail));
}

// ---------------------------------------------------------------- views
// Four digits that are a time of FHIR: 2400 is none.
bool is_time_of_day(std::string_view text) {
    return text.size() == 4 && std::ranges::all_of(text, base::is_digit) && text.substr(0, 2) < "24" &&
           text[2] < '6';
}

// The first part that is a time; empty: none is.
std::string_view time_of_day(const Encoder& encoder, const Hole& hole, const Row& row) {
    for (std::size_t i = 0; i < hole.parts; ++i) {
        const std::string_view text = encoder.part(hole, i, row).text();
        if (is_time_of_day(text)) {
            return text;
        }
    }
    return {};
}

bool has_view(const Encoder& encoder, const Hole& hole, const Row& row) {
    if (is_declared(hole.view)) {
        return chosen_case(encoder, hole, row) != nullptr;
    }
    if (hole.view == View::join) {
        for (std::size_t i = 0; i < hole.parts; ++i) {
            if (encoder.part(hole, i, row).size > 0) {
                return true;
            }
        }
        return false;
    }
    if (hole.view == View::time) {
        return !time_of_day(encoder, hole, row).empty();
    }
    const std::string_view text = encoder.part(hole, 0, row).text();
    if (text.empty()) {
        return false;
    }
    if (hole.view == View::family || hole.view == View::given) {
        return !name_parts(text).family.empty();
    }
    return (hole.view != View::display && hole.view != View::list) || encoder.code_row(hole, text) != none;
}

// A list's code where a number belongs.
void put_list_number(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    const std::string_view quoted = encoder.text(encoder.code(hole, row).code);
    out.append(quoted.substr(1, quoted.size() - 2));
}

void put_view(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    if (hole.view == View::list) {
        put_list_number(encoder, hole, row, out);
        return;
    }
    const std::string_view text = encoder.part(hole, 0, row).text();
    out.append('"');
    switch (hole.view) {
    case View::family: append_escaped(out, name_parts(text).family); break;
    case View::given: append_escaped(out, name_parts(text).given); break;
    case View::time: {
        const std::string_view time = time_of_day(encoder, hole, row);
        out.append(time.substr(0, 2));
        out.append(':');
        out.append(time.substr(2));
        out.append(":00");
        break;
    }
    case View::display: out.append(encoder.text(encoder.code(hole, row).display)); break;
    case View::join: {
        bool first = true;
        for (std::size_t i = 0; i < hole.parts; ++i) {
            const std::string_view each = encoder.part(hole, i, row).text();
            if (!each.empty()) {
                out.append(first ? "" : " ");
                append_escaped(out, each);
                first = false;
            }
        }
        break;
    }
    case View::cases:
    case View::order: put_case(encoder, hole, row, out); break;
    case View::list:
    case View::none: break;
    }
    out.append('"');
}

// A view is derived, so it is compared and never read.
bool get_nothing(MatchState&, const Hole&, NodeId, Row&) { return false; }

} // namespace

const Codec view_codec{CodecId::view, "text", {}, has_view, put_view, get_nothing};
const Codec boolean_view_codec{CodecId::boolean_view, "true / false", {}, has_view, put_case, get_nothing};

} // namespace renkei::mapping
