// Dates, times and periods. Composite codecs read their parts and compare what they would write afterwards.
#include "gateway/core/time/date_time.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/codec/match_reasons.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "generated/messages/conversion.h"

#include <optional>

namespace renkei::mapping {
namespace {

using form::ItemType;

constexpr std::string_view zone = ":00+09:00";

const form::Item& first_item(const MatchState& match, const Hole& hole) {
    return match.item(match.item_of(hole));
}

// Marks the value as wrong in its form, or as a day that does not exist; always false.
bool bad_date(MatchState& match, NodeId node, const Codec& codec) {
    const bool is_lacking =
        match.tree()[node].is_string() && time::is_not_in_calendar(match.tree().text(node));
    match.consumption.mark_loss(
        node, is_lacking ? message::loss_not_in_calendar : message::loss_not_canonical, codec.canonical);
    return false;
}

void note(MatchState& match, const Hole& hole, Message kind, NodeId node, std::string_view from,
          std::string_view to) {
    match.consumption.note(kind, node, std::string(from), std::string(to), match.item_of(hole));
}

// A part that is derived is only compared.
bool put_part(MatchState& match, const Hole& hole, std::size_t part, std::string_view text, NodeId node,
              Row& row) {
    const HolePart& target = match.plan().parts(hole)[part];
    return target.derived != 0 || match.put(target.item, text, node, row);
}

void put_as_written(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    append_in_quotes(out, encoder.part(hole, 0, row).text());
}

// ---------------------------------------------------------------- one item
bool get_date(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    std::string_view text = match.string(node);
    if (text.size() > 10 && time::is_date_time(text)) { // a moment where the form asks for a day
        if (const std::optional<std::string> local = time::in_japan(text)) {
            note(match, hole, message::loss_precision_cut, node, text, local->substr(0, 10));
            text = match.record().arena().keep(std::string_view(*local).substr(0, 10));
        }
    }
    const bool good =
        first_item(match, hole).is(form::partial) ? time::is_date(text) : time::is_full_date(text);
    return good ? match.put_and_consume(match.item_of(hole), text, node, row)
                : bad_date(match, node, date_codec);
}

bool get_month(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    std::string_view text = match.string(node);
    if (time::is_full_date(text.substr(0, 10)) && time::is_date_time(text)) {
        note(match, hole, message::loss_precision_cut, node, text, text.substr(0, 7));
        text = text.substr(0, 7);
    }
    const bool good = text.size() == 7 && time::is_date(text);
    return good ? match.put_and_consume(match.item_of(hole), text, node, row)
                : bad_date(match, node, month_codec);
}

bool get_datetime(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    constexpr std::size_t without_fraction = 25;
    std::string_view text = match.string(node);
    if (first_item(match, hole).is(form::partial) && time::is_date(text)) {
        return match.put_and_consume(match.item_of(hole), text, node, row);
    }
    const std::optional<std::string> local =
        time::is_instant(text) || time::is_date_time(text) ? time::in_japan(text) : std::nullopt;
    if (!local || local->size() < without_fraction) {
        return bad_date(match, node, datetime_codec);
    }
    if (*local != text || local->size() != without_fraction) {
        const std::string whole = local->substr(0, 19) + std::string(time::japan_zone);
        note(match, hole,
             local->size() != without_fraction ? message::loss_precision_cut : message::loss_zone_normalised,
             node, text, whole);
        text = match.record().arena().keep(whole);
    }
    return match.put_and_consume(match.item_of(hole), text, node, row);
}

void put_time(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    out.append('"');
    out.append(encoder.part(hole, 0, row).text());
    out.append(":00\"");
}

bool get_time(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const std::string_view text = match.string(node);
    if (!time::is_time(text)) {
        match.consumption.mark_loss(node, message::loss_not_canonical, time_codec.canonical);
        return false;
    }
    const std::string_view minutes = text.substr(0, 5);
    if (!match.put_and_consume(match.item_of(hole), minutes, node, row)) {
        return false;
    }
    if (text.substr(5) != ":00") {
        note(match, hole, message::loss_precision_cut, node, text, minutes);
    }
    return true;
}

constexpr CodecPlace date_places[] = {
    {date_item, false, "date", false},
    {date_item, false, "dateTime", false},
    {date_item, false, "string", true},
};
constexpr CodecPlace month_places[] = {
    {month_item, false, "date", false},
    {month_item, false, "dateTime", false},
    {month_item, false, "string", false},
};
constexpr CodecPlace datetime_places[] = {
    {datetime_item, false, "dateTime", false},
    {datetime_item, false, "instant", false},
};
constexpr CodecPlace time_places[] = {{time_item, false, "time", false}};

// ---------------------------------------------------------------- moments
struct Moment {
    std::string_view date;
    std::string_view time; // HH:MM; empty: none
    bool has_seconds = false;
};

void put_moment_text(base::Buffer& out, std::string_view date, std::string_view time) {
    out.append('"');
    out.append(date);
    if (!time.empty()) {
        out.append('T');
        out.append(time);
        out.append(zone);
    }
    out.append('"');
}

// "2024-05-01" or "2024-05-01T09:30:00+09:00": Japanese local time; its seconds are left out.
std::optional<Moment> split_moment(MatchState& match, std::string_view text) {
    if (text.size() == 10) {
        return time::is_full_date(text) ? std::optional(Moment{text, {}, false}) : std::nullopt;
    }
    if (!time::is_date_time(text)) {
        return std::nullopt;
    }
    const std::optional<std::string> local = time::in_japan(text);
    if (!local || local->size() < 25) {
        return std::nullopt;
    }
    const std::string_view kept = match.record().arena().keep(*local);
    return Moment{kept.substr(0, 10), kept.substr(11, 5), kept.substr(16) != zone};
}

// The form has minutes: seconds that a Period has are said to be cut.
void consume_moment(MatchState& match, NodeId node, const Moment& moment, ItemId item) {
    match.consumption.consume(node);
    if (moment.has_seconds) {
        match.consumption.note(message::loss_precision_cut, node, std::string(match.string(node)),
                               std::string(moment.date) + "T" + std::string(moment.time), item);
    }
}

void put_moment(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    put_moment_text(out, encoder.part(hole, 0, row).text(), encoder.part(hole, 1, row).text());
}

bool get_moment(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const std::optional<Moment> moment = split_moment(match, match.string(node));
    if (!moment || moment->has_seconds) {
        return bad_date(match, node, moment_codec);
    }
    if (!put_part(match, hole, 0, moment->date, node, row) ||
        !put_part(match, hole, 1, moment->time, node, row)) {
        return false;
    }
    match.compare_later(hole, node, row);
    return true;
}

// "2024-06" and "5" -> "2024-06-05"; need not exist
std::string day_of_month(const Encoder& encoder, const Hole& hole, const Row& row) {
    const std::string_view day = encoder.part(hole, 1, row).text();
    return std::string(encoder.part(hole, 0, row).text()) + (day.size() == 1 ? "-0" : "-") + std::string(day);
}

bool has_day_of_month(const Encoder& encoder, const Hole& hole, const Row& row) {
    return encoder.part(hole, 0, row).size > 0 && time::is_full_date(day_of_month(encoder, hole, row));
}

void put_day_of_month(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    append_in_quotes(out, day_of_month(encoder, hole, row));
}

bool get_day_of_month(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const std::string_view text = match.string(node);
    const std::string_view day = time::is_full_date(text) ? text.substr(text[8] == '0' ? 9 : 8) : "";
    const form::ListId list = match.item(match.plan().parts(hole)[1].item).list;
    if (day.empty() || (list != form::none &&
                        match.form().row_of_form_code(match.form().lists()[list], day) == form::none)) {
        return bad_date(match, node, day_of_month_codec);
    }
    if (!put_part(match, hole, 0, text.substr(0, 7), node, row) ||
        !put_part(match, hole, 1, day, node, row)) {
        return false;
    }
    match.compare_later(hole, node, row);
    return true;
}

// ---------------------------------------------------------------- periods
void put_name(std::string_view name, base::Buffer& out) {
    out.append(out.view().back() == '{' ? "\"" : ",\"");
    out.append(name);
    out.append("\":");
}

void put_reason_beside(const Encoder& encoder, std::string_view name, const record::ItemValue& value,
                       base::Buffer& out) {
    if (value.absent != nullptr) {
        put_name(name, out);
        out.append("{\"extension\":");
        encoder.reason_extensions(*value.absent, out);
        out.append('}');
    }
}

// {"start":…,"_start":…,"end":…,"_end":…}. Whether a day begins before a moment of it cannot be decided (R4
// per-1): an end without a start stands alone, and its date is that of the period.
void put_span(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    const std::string_view date = encoder.part(hole, 0, row).text();
    const record::ItemValue& start = encoder.part(hole, 1, row);
    const record::ItemValue& end = encoder.part(hole, 2, row);
    out.append('{');
    if (start.size > 0 || end.size == 0) {
        put_name("start", out);
        put_moment_text(out, date, start.text());
    }
    put_reason_beside(encoder, "_start", start, out);
    if (end.size > 0) {
        put_name("end", out);
        put_moment_text(out, end_date(date, start.text(), end.text()), end.text());
    }
    put_reason_beside(encoder, "_end", end, out);
    out.append('}');
}

// Reads the end of a span: it is on the day of the start or, if its time is earlier, on the day after.
void get_span_end(MatchState& match, const Hole& hole, NodeId node, const Moment& start, Row& row) {
    const std::optional<Moment> end = split_moment(match, match.string(node));
    if (!end || end->time.empty() || end->date != end_date(start.date, start.time, end->time)) {
        bad_date(match, node, span_codec);
    } else if (const ItemId item = match.plan().parts(hole)[2].item; match.put(item, end->time, node, row)) {
        consume_moment(match, node, *end, item);
    }
}

bool get_end_alone(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const auto parts = match.plan().parts(hole);
    const std::optional<Moment> end = split_moment(match, match.string(node));
    if (!end || end->time.empty()) {
        return bad_date(match, node, span_codec);
    }
    if (!match.put(parts[0].item, end->date, node, row) || !match.put(parts[2].item, end->time, node, row)) {
        return false;
    }
    consume_moment(match, node, *end, parts[2].item);
    return true;
}

bool get_start_and_end(MatchState& match, const Hole& hole, NodeId start_node, NodeId end_node, Row& row) {
    const auto parts = match.plan().parts(hole);
    const std::optional<Moment> start = split_moment(match, match.string(start_node));
    if (!start) {
        return bad_date(match, start_node, span_codec);
    }
    if (!match.put(parts[0].item, start->date, start_node, row) ||
        !match.put(parts[1].item, start->time, start_node, row)) {
        return false;
    }
    consume_moment(match, start_node, *start, parts[1].item);
    if (end_node != json::no_node) {
        get_span_end(match, hole, end_node, *start, row);
    }
    return true;
}

bool get_span(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const NodeId start = match.child(node, EngineName::start);
    const NodeId end = match.child(node, EngineName::end);
    if (start == json::no_node && end == json::no_node) {
        return false;
    }
    if (!(start == json::no_node ? get_end_alone(match, hole, end, row)
                                 : get_start_and_end(match, hole, start, end, row))) {
        return false;
    }
    read_reason_beside(match, hole, 1, match.child(node, EngineName::start_sibling), row);
    read_reason_beside(match, hole, 2, match.child(node, EngineName::end_sibling), row);
    return true;
}

// ---------------------------------------------------------------- a moment of a span
std::string moment_near_date(const Encoder& encoder, const Hole& hole, const Row& row) {
    const auto text = [&](std::size_t part) { return encoder.part(hole, part, row).text(); };
    return date_near(text(0), text(1), text(2), text(3));
}

void put_moment_near(const Encoder& encoder, const Hole& hole, const Row& row, base::Buffer& out) {
    put_moment_text(out, moment_near_date(encoder, hole, row), encoder.part(hole, 3, row).text());
}

// Only the time is read; the day is compared when the span is known.
bool get_moment_near(MatchState& match, const Hole& hole, NodeId node, Row& row) {
    const std::optional<Moment> moment = split_moment(match, match.string(node));
    if (!moment || moment->has_seconds) {
        return bad_date(match, node, moment_near_codec);
    }
    if (!put_part(match, hole, 3, moment->time, node, row)) {
        return false;
    }
    match.compare_later(hole, node, row);
    return true;
}

int minutes_of(std::string_view time) {
    const auto two = [&](std::size_t at) { return (time[at] - '0') * 10 + (time[at + 1] - '0'); };
    return two(0) * 60 + two(3);
}

constexpr ItemType date_time_items[] = {ItemType::date, ItemType::time};
constexpr ItemType month_day_items[] = {ItemType::month, ItemType::integer};
constexpr ItemType month_days_items[] = {ItemType::month, ItemType::codes}; // of a list 1 to 31
constexpr ItemType span_items[] = {ItemType::date, ItemType::time, ItemType::time};
constexpr ItemType near_items[] = {ItemType::date, ItemType::time, ItemType::time, ItemType::time};
constexpr CodecPlace moment_places[] = {{date_time_items, false, "dateTime", false}};
constexpr CodecPlace day_of_month_places[] = {
    {month_day_items, false, "date", false},
    {month_day_items, false, "dateTime", false},
    {month_days_items, false, "date", false},
};
constexpr CodecPlace span_places[] = {{span_items, false, "Period", false}};
constexpr CodecPlace near_places[] = {{near_items, false, "dateTime", false}};

} // namespace

std::string end_date(std::string_view date, std::string_view start, std::string_view end) {
    if (start.empty() || end >= start) {
        return std::string(date);
    }
    return time::next_day(date).value_or(std::string(date));
}

// A time before the start is of the day after, or was written carelessly: the nearer day is taken.
std::string date_near(std::string_view date, std::string_view start, std::string_view end,
                      std::string_view time) {
    if (start.empty() || time.empty() || time >= start) {
        return std::string(date);
    }
    constexpr int day = 24 * 60;
    const int begins = minutes_of(start);
    const int ends = end.empty() ? begins : minutes_of(end) + (end < start ? day : 0);
    const int before = begins - minutes_of(time);
    const int behind = minutes_of(time) + day - ends;
    return behind < before ? time::next_day(date).value_or(std::string(date)) : std::string(date);
}

const Codec date_codec{CodecId::date, "YYYY-MM-DD", date_places, has_first_part, put_as_written, get_date};
const Codec month_codec{CodecId::month, "YYYY-MM", month_places, has_first_part, put_as_written, get_month};
const Codec datetime_codec{CodecId::datetime, "YYYY-MM-DDTHH:MM:00+09:00",
                           datetime_places,   has_first_part,
                           put_as_written,    get_datetime};
const Codec time_codec{CodecId::time, "HH:MM:00", time_places, has_first_part, put_time, get_time};
const Codec moment_codec{CodecId::moment, "YYYY-MM-DD, YYYY-MM-DDTHH:MM:00+09:00",
                         moment_places,   has_first_part,
                         put_moment,      get_moment};
const Codec day_of_month_codec{CodecId::day_of_month, "YYYY-MM-DD",     day_of_month_places,
                               has_day_of_month,      put_day_of_month, get_day_of_month};
const Codec span_codec{CodecId::span, "YYYY-MM-DDTHH:MM:00+09:00", span_places, has_first_part, put_span,
                       get_span};
const Codec moment_near_codec{CodecId::moment_near, "YYYY-MM-DD, YYYY-MM-DDTHH:MM:00+09:00",
                              near_places,          has_first_part,
                              put_moment_near,      get_moment_near};

} // namespace renkei::mapping
